"""9001 签到, sign in; generated, see `generate.py`."""

from msgspec import Struct, field

from yika.interface.kinds import S20


class InSignin(Struct, kw_only=True):
    """签到: signIn."""

    opter_no: S20
    mac: S20
    ip: S20


class Input(Struct, kw_only=True):
    """签到: what is sent."""

    sign_in: InSignin = field(name="signIn")


class OutSigninoutb(Struct, kw_only=True, omit_defaults=True):
    """签到: signinoutb."""

    sign_time: str
    sign_no: str


class Output(Struct, kw_only=True, omit_defaults=True):
    """签到: the reply."""

    signinoutb: OutSigninoutb
