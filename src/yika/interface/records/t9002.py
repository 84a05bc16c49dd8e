"""9002 签退, sign out; generated, see `generate.py`."""

from msgspec import Struct, field

from yika.interface.kinds import S20, S30


class InSignout(Struct, kw_only=True):
    """签退: signOut."""

    sign_no: S30
    opter_no: S20


class Input(Struct, kw_only=True):
    """签退: what is sent."""

    sign_out: InSignout = field(name="signOut")


class OutSignoutoutb(Struct, kw_only=True, omit_defaults=True):
    """签退: signoutoutb."""

    sign_time: str


class Output(Struct, kw_only=True, omit_defaults=True):
    """签退: the reply."""

    signoutoutb: OutSignoutoutb
