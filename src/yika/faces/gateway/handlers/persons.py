"""Who somebody is and how they stand: 1101 and 6101 (人员信息、医保电子凭证).

A credential that is itself out of use, as a lost card, is refused here already; whatever else stops
a use is told beside the answer, so that what still works can be used.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from yika.cards import qr
from yika.cards.showing import Shown, holder_of
from yika.faces.gateway.asked import Answer, Asked, Handling
from yika.faces.gateway.known import Known, employer_of, identity_fields, known_of
from yika.faces.gateway.numbering import psn_no
from yika.faces.gateway.plain import (
    CREDENTIALS,
    ID_CARD,
    NO,
    YES,
    identity_matching,
    instant,
    told_day,
    yuan,
)
from yika.faces.gateway.telling import shortened, standing_told
from yika.ground.days import wall_clock
from yika.ground.errors import Refused
from yika.guide.holds_told import brief
from yika.interface.records import t1101, t6101
from yika.people import service as people
from yika.policy.lookup import Known as Found
from yika.policy.tree import is_table
from yika.settlement.till.circumstances import EMPLOYEE
from yika.settlement.till.participation import (
    CIVIL,
    CRITICAL,
    LARGE_SUM,
    Participation,
    participations,
)
from yika.standing.model import Standing, Use
from yika.standing.service import why
from yika.store import journal
from yika.store.db import Conn

PLAIN: Final = msgspec.json.Encoder(decimal_format="number")
SPENDING: Final = frozenset({Use.PAY.value, Use.CLAIM.value})
# The schemes beside the basic one, by the policy that pays in them.
BESIDE: Final = {
    EMPLOYEE: ("employee_benefit.large_sum", LARGE_SUM),
    "resident": ("resident_benefit.critical_illness", CRITICAL),
}


class CredentialStopped(Refused):
    """What is shown cannot be used at all now. Facts: credential, causes, works."""

    code = "credential_stopped"


async def information(conn: Conn, asked: Asked) -> Answer:
    """1101: who shows a credential, how they are insured, and their whole standing."""
    given: t1101.InFields = asked.input.data
    keys, book = asked.house.database.keys, asked.house.book
    credential = CREDENTIALS[given.mdtrt_cert_type]
    person = await holder_of(conn, keys, Shown(credential, given.mdtrt_cert_no), wall_clock())
    await identity_matching(conn, asked, person, given.certno, given.psn_name)
    asked.concerns.append(person)
    at = asked.at if given.begntime is None else min(instant(given.begntime), asked.at)
    standing = await why(conn, keys, book, person, at, asked.actor, asked.at)
    _require_usable(standing, credential)
    known = await known_of(conn, asked, person, at)
    balance = sum(known.purse.wallets.values())
    extras = _extras(known)
    rows = participations(
        known.purse.facts.cover, known.insured, standing.holds, known.on, balance, extras
    )
    employer = await employer_of(conn, known)
    output = t1101.Output(
        baseinfo=t1101.OutBaseinfo(**identity_fields(known), exp_content=_wallets(known)),
        insuinfo=[_insurance(row, known, employer) for row in rows],
        idetinfo=await _special(conn, known),
    )
    lines = [f"{line.zh}。" for line in brief(standing.holds)]
    return Answer(
        output=output,
        yika={"standing": standing_told(standing)},
        warning=shortened(lines) if lines else None,
    )


def _require_usable(standing: Standing, credential: str) -> None:
    """Refuse a credential that is good for neither paying nor claiming because of itself."""
    causes = [
        hold.cause
        for hold in standing.holds
        if hold.subject == credential and set(hold.credentials.get(credential, ())) >= SPENDING
    ]
    if causes:
        works = [one.credential for one in standing.works_today if Use.PAY in one.uses]
        raise CredentialStopped(credential=credential, causes=causes, works=works or None)


def _extras(known: Known) -> list[str]:
    """The schemes somebody is in beside the basic one."""
    policy, insutype = BESIDE[known.insured.scheme]
    found = known.laws.benefit.rules(known.insured.scheme, known.on).answers.get(policy)
    pays = isinstance(found, Found) and isinstance(found.value, dict)
    return [*([CIVIL] if known.is_civil_servant else []), *([insutype] if pays else [])]


def _insurance(row: Participation, known: Known, employer: str | None) -> t1101.OutInsuinfo:
    return t1101.OutInsuinfo(
        balc=yuan(row.balance_fen),
        insutype=row.insutype,
        psn_type=row.psn_type,
        psn_insu_stas=row.status,
        psn_insu_date=told_day(row.since),
        paus_insu_date=told_day(row.paused_on),
        cvlserv_flag=YES if known.is_civil_servant else NO,
        insuplc_admdvs=known.person.division,
        emp_name=employer,
    )


async def _special(conn: Conn, known: Known) -> list[t1101.OutIdetinfo]:
    """Special identities that count on the day; those with no national code go without."""
    return [
        t1101.OutIdetinfo(
            psn_idet_type=one.kind,
            psn_type_lv=one.grade,
            begntime=f"{one.starts_on.isoformat()} 00:00:00",
            endtime=None if one.ends_on is None else f"{one.ends_on.isoformat()} 23:59:59",
        )
        for one in await people.special_identities(conn, known.person)
        if one.in_force(known.on) and one.kind.isdecimal()
    ]


def _wallets(known: Known) -> str:
    """The account of this year and that of the years before, as Zhejiang tells them."""
    wallets = known.purse.wallets
    told = {
        "crtYearBalc": yuan(wallets.get("current", 0)),
        "calYearBalc": yuan(wallets.get("carried", 0)),
    }
    return PLAIN.encode(told).decode()


async def decode(conn: Conn, asked: Asked) -> t6101.Output:
    """6101: whose code was scanned, with a token that stands for it at the till.

    The national message has no field for the text that was scanned, since a local library reads it;
    here it comes as ``ecQrCode`` or ``businessInfo``.
    """
    given: t6101.InFields = asked.input.in_data
    keys, wall = asked.house.database.keys, wall_clock()
    person = qr.read_code(keys, _scanned(asked) or given.business_info or "", wall)
    identity = await people.identity_of(conn, keys, person)
    asked.concerns.append(person)
    await _noted(conn, asked)
    told = t6101.OutFields(
        user_name=identity.name,
        id_no=identity.id_number,
        id_type=ID_CARD,
        ec_token=qr.token_for(keys, person, wall),
        insu_org=person.division,
        ec_index_no=psn_no(person),
    )
    return t6101.Output(out_data=told)


async def _noted(conn: Conn, asked: Asked) -> None:
    person = asked.concerns[0]
    entry = journal.Entry(
        region=person.region,
        person_id=person.person_id,
        what="identity.read",
        actor=asked.actor.name,
        role=asked.actor.role,
        channel=asked.actor.channel,
        happened_at=asked.at,
    )
    await journal.record(conn, [entry])


def _scanned(asked: Asked) -> str | None:
    """The text that was scanned, where a client sends it."""
    read = _decoded(asked.envelope.input)
    if not is_table(read):
        return None
    for node in ("InData", "inData", "data"):
        found = read.get(node)
        if is_table(found) and isinstance(text := found.get("ecQrCode"), str):
            return text
    return None


def _decoded(text: bytes | str | msgspec.Raw) -> object:
    """JSON, or the JSON that a JSON text holds."""
    read: Any = msgspec.json.decode(text)
    return msgspec.json.decode(read) if isinstance(read, str) else read


HANDLERS: Final[Mapping[str, Handling]] = {
    "1101": Handling(information),
    "6101": Handling(decode),
}
