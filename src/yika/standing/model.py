"""What a standing is made of. These records cross the borders (API, CLI) as they are."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

from yika.cards.model import Card, Stage
from yika.insurance.model import Cover


class Use(StrEnum):
    """What a credential is used for (用途)."""

    PAY = "pay"  # spend the personal account (个人账户支付)
    CLAIM = "claim"  # charge the pooled fund (统筹基金报销)
    AMEND = "amend"  # change registered details and passwords (信息变更)


class Credential(StrEnum):
    """What somebody shows to be recognised (凭证)."""

    CARD = "card"  # the physical card (实体卡)
    E_CREDENTIAL = "e_credential"  # 医保电子凭证
    ID_NUMBER = "id_number"  # the resident identity card (居民身份证)


class Verdict(StrEnum):
    """The short answer (结论), over paying and claiming."""

    WORKS = "works"  # paying and claiming are open by all the person holds
    PARTLY = "partly"  # something is stopped, something still works
    STOPPED = "stopped"  # neither paying nor claiming is open by anything


class RecordedHold(msgspec.Struct, frozen=True, gc=False):
    """A hold with no other fact behind it, as an officer or a check placed it."""

    hold_id: str
    cause: str
    basis: str
    starts_at: datetime
    ends_at: datetime | None


class Facts(msgspec.Struct, frozen=True, gc=False):
    """All that standing knows of one person, as of the instant it was read for."""

    region: int
    person_id: int
    insurance: str  # employee | flexible | resident
    cards: tuple[Card, ...] = ()
    holds: tuple[RecordedHold, ...] = ()
    cover: Cover = Cover()


class PolicyRef(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One value of the law that an answer rests on, with where it comes from."""

    id: str
    value: Any
    unit: str
    since: date | None
    until: date | None
    attested_on: date | None  # without `since`: a day on which the source shows it in force
    source: str  # the key of the source
    title: str
    confidence: str
    address: str | None = None
    taken_from: str | None = None  # the division whose answer this is, where the region follows it
    set_by_installation: bool = False
    others: tuple[Any, ...] = ()  # what disagreeing sources say


class Hotline(msgspec.Struct, frozen=True, gc=False):
    """A telephone number to ask."""

    number: str
    name: dict[str, str]  # zh, en
    hours: str | None = None


class Remedy(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One way to mend a hold: a matter through a channel. None is *unknown here*, never zero."""

    matter: str
    channel: str
    days: int | None  # working days until it is done, at most
    trips: int | None
    fee: str | None  # yuan
    papers: tuple[str, ...] | None
    identity: tuple[str, ...] | None = ()  # how one proves who one is
    agent: str = "unknown"  # whether somebody else may do it: yes | no | unknown
    applicants: tuple[str, ...] = ("self", "guardian")  # who may ask, as words of ``applicants``
    done_at: datetime | None = None  # when it would work, begun now (for an employer: paid now)
    provisional: bool = False  # the official calendar of that day is not published yet
    point: str = ""
    places: tuple[str, ...] = ()  # where, as words of ``places``; empty where unknown
    then: tuple[str, ...] = ()  # matters still to be done before the use works
    note: dict[str, str] | None = None
    policy: tuple[str, ...] = ()


class Hold(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One reason why something does not work."""

    cause: str
    subject: str  # card | e_credential | person
    credentials: dict[str, tuple[str, ...]]  # credential -> the uses it stops
    since: datetime | None  # None: it has always been so, as where no card was ever asked for
    until: datetime | None
    ended_by: str  # holder | officer | agency | employer | time
    policy: tuple[PolicyRef, ...]
    remedies: tuple[Remedy, ...]
    hotlines: tuple[Hotline, ...] = ()
    mended_at: datetime | None = None  # the earliest it is gone: by itself or by the best remedy
    expected_on: date | None = None  # for a card being made: when it should be ready
    periods: tuple[date, ...] = ()  # of insurance: the months or years not paid, by their first day
    share: str | None = None  # of insurance: the part the fund pays all the same; None: nothing


class UseState(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Whether one use is open by one credential, and if not, until when."""

    open: bool
    holds: tuple[str, ...] = ()
    opens_at: datetime | None = None  # by time alone; the instant asked about when it is open now
    opens_by: str | None = None  # the policy id, or cause, that gives `opens_at`
    mended_at: datetime | None = None  # if the best remedies begin now
    closes_at: datetime | None = None  # when time alone will close it
    closes_by: str | None = None  # the cause that will


class Works(msgspec.Struct, frozen=True, gc=False):
    """Something that works today."""

    credential: str
    uses: tuple[str, ...]


class Care(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something a person can lawfully use today for care, within its limits, and the law for it."""

    kind: str  # a word of ``cares``
    credential: str | None = None  # what is shown, of a credential that is open
    uses: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()  # words of ``care_limits``
    ways: tuple[Remedy, ...] = ()  # how it is had, best first, with the exact papers
    policy: tuple[PolicyRef, ...] = ()


class Visit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One stop of a plan: what is done together at one place, or from home through one channel.

    What is not known is named in `unknown`: None, or of several matters what is known of some.
    """

    channel: str
    places: tuple[str, ...]  # where, any of them; empty where unknown or from home
    matters: tuple[str, ...]  # in the order in which they are done
    causes: tuple[str, ...]  # which holds they are for
    papers: tuple[str, ...] | None  # each asked for once
    identity: tuple[str, ...] | None
    fee: str | None  # of all matters, in yuan
    days: int | None  # working days until the last of them is done
    trips: int  # 0 from home
    begins_at: datetime | None  # the earliest
    done_at: datetime | None
    provisional: bool = False
    who: tuple[str, ...] = ()  # who may go, as words of ``applicants``
    then: tuple[str, ...] = ()  # what is still to be done afterwards, at later visits
    ended_by: tuple[str, ...] = ()  # who ends those holds once it is done
    unknown: tuple[str, ...] = ()
    optional: bool = False  # nothing that has to be done for the card to work
    notes: tuple[dict[str, str], ...] = ()
    policy: tuple[str, ...] = ()


class Wait(msgspec.Struct, frozen=True, gc=False):
    """A hold that no visit ends: time does, or somebody else, or nobody published how."""

    cause: str
    subject: str
    until: datetime | None
    ended_by: str


class Plan(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The shortest lawful way out of all holds together: visits in the order they are made.

    Fewest working days, then fewest trips, then the smallest fee. Opening hours are not known and
    not guessed: "at once" is at once when the place is open.
    """

    visits: tuple[Visit, ...] = ()
    waits: tuple[Wait, ...] = ()
    done_at: datetime | None = None  # when everything works again; None where that is unknown
    provisional: bool = False
    days: int | None = 0
    trips: int = 0
    fee: str | None = "0.00"
    unknown: tuple[str, ...] = ()
    only_if: tuple[str, ...] = ()  # words of ``conditions``
    otherwise: "Plan | None" = None  # the plan where that is not so


NO_PLAN: Final = Plan()


class Ahead(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A hold that is coming: at an instant, or after so many more uses."""

    cause: str
    credential: str  # what it will lie on: card | e_credential | person
    at: datetime | None = None
    uses_left: int | None = None


class CardShown(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A card as a person may see it."""

    card_id: str
    form: str
    generation: str
    issuer: str
    bank: str | None
    stage: Stage | None
    is_current: bool
    number: str = ""  # masked
    expires_on: date | None = None
    ready_on: date | None = None  # when a card being made should be ready, at the latest
    loss_lapsed_at: datetime | None = None  # when a temporary report last ended by itself
    letter: str | None = None  # how far the password letter has come, apart from the card
    uses_since_statement: int = 0
    last_used_at: datetime | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The whole answer for one person at one instant."""

    at: datetime
    region: str
    person: str  # region and number, as addresses of the API name somebody
    verdict: Verdict
    uses: dict[str, dict[str, UseState]]
    holds: tuple[Hold, ...]
    works_today: tuple[Works, ...]
    ahead: tuple[Ahead, ...]
    cards: tuple[CardShown, ...]
    unknown: tuple[str, ...]  # policy ids the region has not published and that could matter
    policy_version: str
    name: str = ""  # masked
    id_number: str = ""  # masked
    plan: Plan = NO_PLAN
    care_now: tuple[Care, ...] = ()
