"""Money is whole fen (分). It becomes text only at a face, and text becomes fen only here."""

import re

_YUAN = re.compile(r"(\d+)(?:\.(\d{1,2}))?")


def fen(yuan: str) -> int:
    """Fen of an amount written in yuan with at most two decimals; ValueError otherwise.

    >>> fen("20.5")
    2050
    """
    match = _YUAN.fullmatch(yuan)
    if match is None:
        raise ValueError(yuan)
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))


def yuan(amount_fen: int) -> str:
    """An amount as people and the national interface read it: yuan with two decimals.

    >>> yuan(-1905)
    '-19.05'
    """
    whole, part = divmod(abs(amount_fen), 100)
    return f"{'-' * (amount_fen < 0)}{whole}.{part:02}"
