"""2601 冲正交易, reversal; generated, see `generate.py`."""

from typing import TypeAlias

from msgspec import Struct

from yika.interface.kinds import S6, S30


class InFields(Struct, kw_only=True):
    """冲正交易: data."""

    psn_no: S30
    omsgid: S30
    oinfno: S6


class Input(Struct, kw_only=True):
    """冲正交易: what is sent."""

    data: InFields


Output: TypeAlias = None
