"""The envelope of every message and of every reply."""

from msgspec import UNSET, Raw, Struct, UnsetType

from yika.interface.kinds import S3, S6, S10, S20, S30, S50, S100, S200, S1024, S2000, Instant


class Envelope(Struct, kw_only=True):
    """What arrives: who asks, when, which transaction, and its input as it came."""

    infno: S6
    msgid: S30  # unique with the institution and infno, not alone
    mdtrtarea_admvs: S6  # where care is given
    insuplc_admdvs: S6 | None = None  # where the person is insured; None: the same place
    recer_sys_code: S10
    dev_no: S100 | None = None
    dev_safe_info: S2000 | None = None
    cainfo: S1024 | None = None  # a signature, a sealed key, or the holder's sealed password
    signtype: S10 | None = None
    infver: S20 | None = None
    opter_type: S3  # 1 operator, 2 kiosk, 3 mobile
    opter: S30
    opter_name: S50
    inf_time: Instant  # Beijing time
    fixmedins_code: S30
    fixmedins_name: S200 | None = None
    sign_no: S30 | None = None
    input: Raw = Raw(b"{}")


class Reply(Struct, kw_only=True):
    """What goes back: always all ten members, and yika's own answer beside them."""

    infcode: int = 0  # 0 done, -1 refused
    inf_refmsgid: str  # division, time, sequence: 30 digits
    refmsg_time: str  # when the message came, 17 digits
    respond_time: str  # when the reply went, 17 digits
    err_msg: str | None = None  # at most 200 characters
    output: object = None
    warn_msg: str | None = None
    cainfo: str | None = None
    signtype: str | None = None
    enctype: str | None = None
    yika: object | UnsetType = UNSET  # left out where there is nothing to say
