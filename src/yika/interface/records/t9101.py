"""9101 文件上传, file upload; generated, see `generate.py`."""

from msgspec import Struct, field

from yika.interface.kinds import S30, S200


class InFsuploadin(Struct, kw_only=True):
    """文件上传: fsUploadIn."""

    in_: bytes = field(name="in")
    filename: S200
    fixmedins_code: S30


class Input(Struct, kw_only=True):
    """文件上传: what is sent."""

    fs_upload_in: InFsuploadin = field(name="fsUploadIn")


class Output(Struct, kw_only=True, omit_defaults=True):
    """文件上传: the reply."""

    file_qury_no: str
    filename: str
    fixmedins_code: str
    dld_endtime: str | None = None
