"""The page for programmers names what is there: transactions, refusals, institutions, items."""

import re

import yaml

from tests.tidy.sizes import ROOT
from yika.demo.places import KEYS, catalogue_file, places
from yika.faces.gateway.handlers.all import handlings
from yika.guide.telling import words
from yika.interface.envelope import Envelope
from yika.interface.paths import known

PAGE = (ROOT / "docs" / "gateway.md").read_text("utf-8")
EVERY = PAGE.partition("## 九、")[2].partition("## 十、")[0]
MISTAKES = PAGE.partition("## 十、")[2]


def test_every_transaction_is_in_the_table_and_no_other() -> None:
    rows = [line.split("|")[1] for line in EVERY.splitlines() if re.match(r"\| \d", line)]
    told = {infno for row in rows for infno in row.split()}
    assert told == handlings().keys()


def test_the_members_of_the_envelope_are_those_that_are_read() -> None:
    table = PAGE.partition("| 成员 · Member")[2].partition("```sh")[0]
    rows = [line.split("|")[1:-1] for line in table.splitlines() if line.startswith("| `")]
    told = {row[0].strip(" `"): [cell.strip() for cell in row[1:]] for row in rows}
    written = yaml.safe_load((ROOT / "src/yika/interface/envelope.yaml").read_text("utf-8"))
    for field in written["fields"]:
        row = [field["zh"], str(field.get("length", "时间")), "是" if field.get("required") else ""]
        assert told[field["name"]] == row
    assert list(told) == list(Envelope.__struct_fields__)


def test_every_refusal_that_is_named_exists() -> None:
    rows = [line.split("|")[1] for line in MISTAKES.splitlines() if line.startswith("| `")]
    told = {code for row in rows for code in re.findall(r"`([a-z_]+)`", row)}
    assert len(told) > 10
    assert told <= words().keys()


def test_institutions_items_keys_and_addresses_are_those_of_the_sandbox() -> None:
    assert set(re.findall(r"[HP]9999\d{7}", PAGE)) <= {place.code for place in places()}
    catalogue = catalogue_file().decode()
    items = set(re.findall(r"`(X[A-Z0-9]{22})`", PAGE))
    assert len(items) == 4
    assert all(item in catalogue for item in items)
    for pair in KEYS.values():
        assert f"`{pair.secret}`" in PAGE
    shapes = PAGE.partition("## 一、")[2].partition("## 二、")[0]
    for path in re.findall(r"`(/[^` ]+)`", shapes):
        plain = path.replace("<infno>", "1101").replace("<app>", "x")
        if "<" not in plain and plain not in ("/ebus/x", "/1101"):
            assert known(plain) or plain == "/fsi/api/keys", path
