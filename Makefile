# Everything a newcomer needs: `make run` and `make test`. Both set up what they use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check fmt bench coverage mending reset clean

run: $(VENV)/.run
	@$(BIN)/yika serve --sandbox

test: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/basedpyright
	@$(BIN)/pytest -n auto --dist loadfile

check: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/basedpyright

fmt: $(VENV)/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.run
	@$(BIN)/yika bench standing

coverage: $(VENV)/.dev
	@$(BIN)/python -m tests.register --write

# What following the advice comes to, for every hold of every region.
mending: $(VENV)/.dev
	@WRITE_MENDING=1 $(BIN)/pytest -q -s tests/journeys/test_every_hold_is_mended.py

# The sandbox from the beginning: `make run` makes a new one. Stop it first. Only the home in this
# folder: one that somebody put elsewhere may hold more than a sandbox.
reset:
	@if [ -n "$$YIKA_HOME" ]; then \
		echo "YIKA_HOME 已设为 $$YIKA_HOME：make reset 只清本文件夹的 .yika；确认不要后请自行删除该文件夹。" >&2; \
		echo "YIKA_HOME is $$YIKA_HOME: make reset forgets only .yika here; remove that folder yourself if you are sure." >&2; \
		exit 1; fi
	@if [ -f .yika/postgres.where ]; then rm -rf "$$(cat .yika/postgres.where)"; fi
	@rm -rf .yika

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "yika 需要 Python 3.11 或更新 / yika needs Python 3.11 or newer")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "正在安装依赖(仅第一次)/ installing what yika needs (first time only) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "正在安装测试工具(仅第一次)/ installing the test tools (first time only) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
