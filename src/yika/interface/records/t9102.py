"""9102 文件下载, file download; generated, see `generate.py`."""

from typing import TypeAlias

from msgspec import Struct, field

from yika.interface.kinds import S30, S200


class InFsdownloadin(Struct, kw_only=True):
    """文件下载: fsDownloadIn."""

    file_qury_no: S30
    filename: S200
    fixmedins_code: S30 | None = None


class Input(Struct, kw_only=True):
    """文件下载: what is sent."""

    fs_download_in: InFsdownloadin = field(name="fsDownloadIn")


Output: TypeAlias = None
