"""The settings of the embedded server: safe to lose power at any moment, fast on a small machine.

`[database.server]` of `yika.toml` goes over them, by PostgreSQL's own names.
"""

from collections.abc import Mapping

import psutil

MEGABYTE = 1024 * 1024

ACCESS_RULES = """# Written by yika at each start. Passwords are in the home, for its owner only.
host all all 127.0.0.1/32 scram-sha-256
host replication yika_owner 127.0.0.1/32 scram-sha-256
"""


def settings_text(over: Mapping[str, str]) -> str:
    """The settings file, `over` going over what yika sets itself."""
    values = _settings() | dict(over)
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in values.items()]
    return "\n".join(
        ["# Written by yika at each start; set [database.server] in yika.toml instead.", *lines, ""]
    )


def _settings() -> dict[str, str]:
    memory = psutil.virtual_memory().total // MEGABYTE
    return {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "password_encryption": "scram-sha-256",
        "max_connections": "100",
        "timezone": "Asia/Shanghai",
        "log_timezone": "Asia/Shanghai",
        # A quarter of the memory, as PostgreSQL's own guide advises; it is taken as pages are met.
        "shared_buffers": f"{min(max(memory // 4, 64), 8192)}MB",
        "effective_cache_size": f"{max(memory // 2, 128)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{min(max(memory // 16, 64), 512)}MB",
        "random_page_cost": "1.1",
        "jit": "off",  # Our statements are short; compiling them costs more than it saves.
        "max_wal_size": "8GB",
        "min_wal_size": "256MB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        # Statements and details of errors can hold what people typed, so the log gets neither.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_checkpoints": "off",
    }
