"""What was signed lately: a repeat is welcome, another message under the same mark is not.

In this process and bounded: two generations, each twice as long as the longest window (a signed
time may be ahead of ours as well), or shorter when so much comes that it is full. No database is
asked, since every message passes here.
"""

from dataclasses import dataclass, field

from yika.faces.gateway.signatures import Signed
from yika.ground.errors import Conflict

REMEMBERED_MAX = 200_000
CROWDED_SECONDS = 2.0  # so long after messages of an institution met, it sends several at once
QUEUED_SECONDS = 30.0  # so long may one of several then have waited for a connection


class SignatureReused(Conflict):
    """A signature that was sent before came with another message. Facts: way."""

    code = "signature_reused"


@dataclass(slots=True)
class Traffic:
    """An institution's messages: how many are at work now, and when two last were at once."""

    working: int = 0
    crowded_at: float = -CROWDED_SECONDS


@dataclass(slots=True)
class Seen:
    """A mark met before: when first, with what message, how many are at work under it now."""

    first_at: float
    body: int  # its hash, by the key of this process
    traffic: Traffic
    working: int = 0


@dataclass(slots=True)
class Memory:
    """The marks of all institutions in two generations; `span` is the longest window in seconds."""

    span: float
    since: float = 0.0
    young: dict[tuple[int, str], Seen] = field(default_factory=dict[tuple[int, str], Seen])
    old: dict[tuple[int, str], Seen] = field(default_factory=dict[tuple[int, str], Seen])
    traffic: dict[int, Traffic] = field(default_factory=dict[int, Traffic])

    def begin(self, institution_id: int, signed: Signed, body: bytes, now: float) -> Seen:
        """Let a signed message pass; whoever has answered it ends what is returned.

        Fails with SignatureReused. Two terminals may sign in the same millisecond: what comes while
        the first is still at work is its twin, and so is what comes soon after from an institution
        that sends several at once, since it may have waited for a connection. What else comes after
        the first was answered is a copied signature.
        """
        self._turn(now)
        traffic = self.traffic.setdefault(institution_id, Traffic())
        key = (institution_id, signed.mark)
        message = hash(body)
        seen = self.young.get(key) or self.old.get(key)
        if seen is None:
            seen = self.young[key] = Seen(now, message, traffic)
        elif message != seen.body and not self._is_twin(seen, signed, now):
            raise SignatureReused(way=signed.way)
        seen.working += 1
        traffic.working += 1
        if traffic.working > 1:
            traffic.crowded_at = now
        return seen

    @staticmethod
    def end(seen: Seen) -> None:
        """A message that passed was answered."""
        seen.working -= 1
        seen.traffic.working -= 1

    @staticmethod
    def _is_twin(seen: Seen, signed: Signed, now: float) -> bool:
        if signed.way != "csb":
            return False
        crowded = now - seen.traffic.crowded_at <= CROWDED_SECONDS
        shared = QUEUED_SECONDS if crowded else signed.twins_seconds
        return seen.working > 0 or now - seen.first_at <= shared

    def _turn(self, now: float) -> None:
        """Begin a new generation when the present one is old enough, or is full."""
        if now - self.since > 2 * self.span or len(self.young) >= REMEMBERED_MAX:
            self.old, self.young, self.since = self.young, {}, now
