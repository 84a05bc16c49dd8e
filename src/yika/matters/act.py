"""What all acts are made of."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

TEXT_MAX = 200  # characters of what people write themselves; nobody's name is a book
# The database keeps no NUL.
Text = Annotated[str, msgspec.Meta(max_length=TEXT_MAX, pattern=r"^[^\x00]*$")]
# Something was typed. What a new password has to look like is the place's own rule.
Secret = Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_MAX)]
SAID_MAX = 2000  # characters of what somebody has to say about a decision or a record
Said = Annotated[str, msgspec.Meta(min_length=1, max_length=SAID_MAX, pattern=r"^[^\x00]*$")]
Division = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{6}$")]
Proof: TypeAlias = Literal["id_card", "household_book", "face", "sms_code", "real_name"]


class AnyAct(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="act", forbid_unknown_fields=True
):
    """`matter` is the policy's name for it; None where it only states a fact and needs no offer.

    `decision` is how many officers decide before it takes effect: internal control, not law. Two
    where money is paid out or a sanction decided; then only a case leads there.
    """

    matter: ClassVar[str | None] = None
    officers_only: ClassVar[bool] = False
    decision: ClassVar[Literal["none", "one", "two"]] = "none"
    is_sanction: ClassVar[bool] = False  # decided by an investigator, not by a handling officer
    event: ClassVar[str] = ""  # the journal's word for it, in the past tense
