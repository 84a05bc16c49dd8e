"""1301 目录下载, catalogue download; generated, see `generate.py`."""

from msgspec import Struct

from yika.interface.kinds import S30


class InFields(Struct, kw_only=True):
    """目录下载: data."""

    ver: S30


class Input(Struct, kw_only=True):
    """目录下载: what is sent."""

    data: InFields


class Output(Struct, kw_only=True, omit_defaults=True):
    """目录下载: the reply."""

    file_qury_no: str
    filename: str
    dld_end_time: str
    data_cnt: int | None = None
