"""What all acts are made of."""

from typing import Annotated, ClassVar

import msgspec

TEXT_MAX = 200  # characters of what people write themselves; nobody's name is a book
# The database keeps no NUL.
Text = Annotated[str, msgspec.Meta(max_length=TEXT_MAX, pattern=r"^[^\x00]*$")]
# Something was typed. What a new password has to look like is the place's own rule.
Secret = Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_MAX)]


class AnyAct(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="act", forbid_unknown_fields=True
):
    """`matter` is the policy's name for it; None where it only states a fact and needs no offer."""

    matter: ClassVar[str | None] = None
    officers_only: ClassVar[bool] = False
    event: ClassVar[str] = ""  # the journal's word for it, in the past tense
