"""The things institutions ask most, each as an `Ask` for either client."""

from collections.abc import Sequence
from typing import Final

from yika.client.asking import Ask
from yika.interface.records import (
    t1101,
    t2102,
    t2103,
    t2201,
    t2202,
    t2203a,
    t2204,
    t2205,
    t2206,
    t2207,
    t2208,
    t2601,
    t9001,
    t9002,
)

ID_CARD: Final = "02"  # the kind of credential: 01 is the e-credential, 03 the card
ALL: Final = "0000"  # instead of a batch: every line that is not settled


def sign_in(
    operator: str, mac: str = "02-00-00-00-00-01", ip: str = "127.0.0.1"
) -> Ask[t9001.Output]:
    """Begin the operator's day."""
    given = t9001.InSignin(opter_no=operator, mac=mac, ip=ip)
    return Ask("9001", t9001.Input(sign_in=given), t9001.Output)


def sign_out(operator: str, sign_no: str) -> Ask[t9002.Output]:
    """End it."""
    given = t9002.InSignout(sign_no=sign_no, opter_no=operator)
    return Ask("9002", t9002.Input(sign_out=given), t9002.Output)


def person(number: str, credential: str = ID_CARD, card_sn: str | None = None) -> Ask[t1101.Output]:
    """Who somebody is and how they are insured."""
    given = t1101.InFields(mdtrt_cert_type=credential, mdtrt_cert_no=number, card_sn=card_sn)
    return Ask("1101", t1101.Input(data=given), t1101.Output)


def buy(bill: t2102.InDruginfo, lines: Sequence[t2102.InDrugdetail]) -> Ask[t2102.Output]:
    """Settle a purchase at a pharmacy, in one go."""
    return Ask("2102", t2102.Input(druginfo=bill, drugdetail=list(lines)), t2102.Output)


def take_back(setl_id: str, mdtrt_id: str, psn_no: str) -> Ask[t2103.Output]:
    """Cancel a purchase."""
    given = t2103.InFields(setl_id=setl_id, mdtrt_id=mdtrt_id, psn_no=psn_no)
    return Ask("2103", t2103.Input(data=given), t2103.Output)


def register(visit: t2201.InFields) -> Ask[t2201.Output]:
    """Begin an outpatient visit."""
    return Ask("2201", t2201.Input(data=visit), t2201.Output)


def unregister(mdtrt_id: str, psn_no: str, ipt_otp_no: str) -> Ask[None]:
    """Take a visit back of which no lines are left; `ipt_otp_no` is its own number."""
    given = t2202.InFields(psn_no=psn_no, mdtrt_id=mdtrt_id, ipt_otp_no=ipt_otp_no)
    return Ask("2202", t2202.Input(data=given))


def diagnose(visit: t2203a.InMdtrtinfo, diagnoses: Sequence[t2203a.InDiseinfo]) -> Ask[None]:
    """Say what the visit is for."""
    return Ask("2203A", t2203a.Input(mdtrtinfo=visit, diseinfo=list(diagnoses)))


def upload(lines: Sequence[t2204.InFeedetail]) -> Ask[t2204.Output]:
    """Send the lines of a bill."""
    return Ask("2204", t2204.Input(feedetail=list(lines)), t2204.Output)


def delete(mdtrt_id: str, psn_no: str, batch: str = ALL) -> Ask[None]:
    """Delete the lines of a batch, or all that are not settled."""
    given = t2205.InFields(mdtrt_id=mdtrt_id, chrg_bchno=batch, psn_no=psn_no)
    return Ask("2205", t2205.Input(data=given))


def trial(bill: t2206.InFields) -> Ask[t2206.Output]:
    """What a settlement would come to; nothing is booked."""
    return Ask("2206", t2206.Input(data=bill), t2206.Output)


def settle(bill: t2207.InFields) -> Ask[t2207.Output]:
    """Settle an outpatient bill."""
    return Ask("2207", t2207.Input(data=bill), t2207.Output)


def cancel(setl_id: str, mdtrt_id: str, psn_no: str) -> Ask[t2208.Output]:
    """Cancel an outpatient settlement."""
    given = t2208.InFields(setl_id=setl_id, mdtrt_id=mdtrt_id, psn_no=psn_no)
    return Ask("2208", t2208.Input(data=given), t2208.Output)


def reverse(psn_no: str, msgid: str, infno: str) -> Ask[None]:
    """Undo a message whose reply was lost."""
    given = t2601.InFields(psn_no=psn_no, omsgid=msgid, oinfno=infno)
    return Ask("2601", t2601.Input(data=given))
