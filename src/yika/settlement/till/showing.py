"""What somebody shows at a till against what is known of them (就诊凭证). Pure but for the seals.

A document type that does not fit its number is no error; a number that is not theirs is.
"""

from datetime import datetime

from yika.cards import qr
from yika.cards.model import Card, Form
from yika.cards.service import opened_number
from yika.cards.showing import CARD, E_CREDENTIAL, FORMS, NotTheirs, OldCard
from yika.ground.errors import YikaError
from yika.people.model import Identity, PersonKey
from yika.settlement.till.bills import Wanted
from yika.settlement.till.facts import Purse
from yika.settlement.till.refusals import IdentityDiffers
from yika.standing.rules import current_card
from yika.store.keys import Keys


def shown(
    keys: Keys, purse: Purse, identity: Identity, wanted: Wanted, wall: datetime
) -> tuple[Card | None, list[YikaError]]:
    """The physical card that is shown, if one is, and what speaks against the numbers."""
    found: list[YikaError] = []
    card: Card | None = None
    number = "".join(wanted.number.split()).upper()
    if not number and wanted.visit_id is not None:
        # The number was shown when the visit was registered; some systems do not send it again.
        if wanted.credential == CARD:
            card = current_card(purse.facts.cards, Form.PHYSICAL)
    elif wanted.credential == CARD:
        card = _numbered(keys, purse, wanted.person, Form.PHYSICAL, number)
        if card is None:
            found.append(NotTheirs(credential=CARD))
        elif card is not current_card(purse.facts.cards, Form.PHYSICAL):
            found.append(OldCard(credential=CARD))
    elif wanted.credential == E_CREDENTIAL:
        found += _of_e_credential(keys, purse, wanted, number, wall)
    elif number != identity.id_number:
        found.append(NotTheirs(credential=wanted.credential))
    certno = "".join(wanted.certno.split()).upper()
    if certno not in ("", identity.id_number, number) and not _is_a_card(
        keys, purse, wanted, certno
    ):
        found.append(IdentityDiffers(fields=["certno"]))
    return card, found


def _of_e_credential(
    keys: Keys, purse: Purse, wanted: Wanted, number: str, wall: datetime
) -> list[YikaError]:
    """What speaks against an e-credential: its number, a token, or a code as it was scanned."""
    if number.isdecimal():
        card = _numbered(keys, purse, wanted.person, FORMS[E_CREDENTIAL], number)
        if card is None:
            return [NotTheirs(credential=E_CREDENTIAL)]
        if card is not current_card(purse.facts.cards, Form.ELECTRONIC):
            return [OldCard(credential=E_CREDENTIAL)]
        return []
    text = "".join(wanted.number.split())
    try:
        read = qr.read_code if text.startswith(qr.MARK) else qr.read_token
        holder = read(keys, text, wall)
    except (qr.WrongCode, qr.CodeOver) as error:
        return [error]
    return [] if holder == wanted.person else [NotTheirs(credential=E_CREDENTIAL)]


def _numbered(keys: Keys, purse: Purse, person: PersonKey, form: Form, number: str) -> Card | None:
    """The person's card of a form with that number."""
    for card, sealed in zip(purse.facts.cards, purse.numbers_sealed, strict=True):
        if card.form is form and opened_number(keys, person, sealed) == number:
            return card
    return None


def _is_a_card(keys: Keys, purse: Purse, wanted: Wanted, number: str) -> bool:
    """Whether a document number is that of a card of theirs, as some systems send it."""
    return any(_numbered(keys, purse, wanted.person, form, number) is not None for form in Form)
