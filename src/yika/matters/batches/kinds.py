"""Which matters are done for many at once, and what stands in the columns of their files.

The columns are fields of the act itself. An act with a password is never among them: an employer
learns none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import msgspec

from yika.ground.errors import Refused
from yika.matters import claim_acts, cover, filing_acts, record_acts
from yika.matters import model as acts
from yika.matters.act import AnyAct
from yika.policy.words import lists

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class NotInBatches(Refused):
    """The matter is not done for many at once. Facts: matter, offered."""

    code = "not_in_batches"


@dataclass(frozen=True, slots=True)
class Kind:
    """An act that a batch does for each of its people."""

    act: type[AnyAct]
    columns: tuple[str, ...] = ()  # fields of the act, those of a record in it with a dot
    given: Mapping[str, str] = field(default_factory=lambda: NOTHING)  # unless it is said otherwise


class Column(NamedTuple):
    """A column of a file: how it is headed, and an example of what stands in it."""

    zh: str
    example: str
    words: str | None = None  # the closed list it chooses from

    def heading(self, name: str) -> str:
        """The heading in both languages."""
        return f"{self.zh} {name}"

    def read(self, text: str) -> str:
        """The word for what somebody wrote: the word itself, or its name in either language."""
        if self.words is None:
            return text
        known = lists().words[self.words]
        names = {name: word for word, told in known.items() for name in (told.zh, told.en)}
        return names.get(text, text)


KINDS: Final[Mapping[str, Kind]] = {
    "card_apply": Kind(acts.OrderCard, ("bank", "issuer")),
    "card_collect": Kind(acts.CollectCard),
    "card_activate": Kind(acts.ActivateCard),
    "card_replace": Kind(acts.ReplaceCard, ("reason", "bank")),
    "password_unlock": Kind(acts.UnlockPassword, ("kind", "identity")),
    "contribution_pay": Kind(cover.PayContribution, ("amount",)),
    "confirmation": Kind(record_acts.ConfirmEntitlement, ("benefit", "identity")),
    "institution_choose": Kind(filing_acts.ChooseInstitution, ("institution", "instead_of")),
    "off_site_file": Kind(
        filing_acts.FileOffSite,
        ("place", "starts_on", "off_site_kind"),
        {"off_site_kind": "stationed"},
    ),
    "cover_proof": Kind(record_acts.ProveCover),
    "maternity_claim": Kind(
        claim_acts.ClaimMaternity,
        ("birth_kind", "on", "children", "account.bank", "account.number", "account.holder"),
    ),
}
COLUMNS: Final[Mapping[str, Column]] = {
    "bank": Column("银行", "演示银行"),
    "issuer": Column("发卡机构", "银行发卡", "issuers"),
    "reason": Column("原因", "磁条消磁", "reasons"),
    "kind": Column("密码种类", "社保（医保）密码", "password_kinds"),
    "identity": Column("身份核验", "出示身份证", "identity"),
    "amount": Column("金额", ""),
    "benefit": Column("待遇", "在职职工医保待遇", "confirmed_benefits"),
    "institution": Column("医疗机构代码", "H99990000001"),
    "instead_of": Column("原选定编号", ""),
    "place": Column("就医地代码", "310000"),
    "starts_on": Column("开始日期", "2026-04-01"),
    "off_site_kind": Column("备案类型", "常驻异地工作人员", "off_site_kinds"),
    "birth_kind": Column("生育情况", "顺产", "birth_kinds"),
    "on": Column("生育日期", "2026-03-01"),
    "children": Column("孩子数", "1"),
    "account.bank": Column("收款银行", "演示银行"),
    "account.number": Column("收款账号", "6222000000000000"),
    "account.holder": Column("收款人", ""),
}


def kind_of(matter: str) -> Kind:
    """How a matter is done for many. Fails with NotInBatches."""
    if matter not in KINDS:
        raise NotInBatches(matter=matter, offered=sorted(KINDS))
    return KINDS[matter]


@lru_cache(maxsize=len(KINDS))
def fields_of(matter: str) -> Mapping[str, tuple[Any, bool]]:
    """The type of each column of a matter, and whether the act needs it."""
    kind = KINDS[matter]
    return {name: part for name, part in _parts(kind.act, "") if name in kind.columns}


def _parts(of: type[msgspec.Struct], front: str) -> Iterator[tuple[str, tuple[Any, bool]]]:
    for one in msgspec.structs.fields(of):
        hint: Any = one.type
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            yield from _parts(hint, f"{one.name}.")
        else:
            yield f"{front}{one.name}", (hint, one.required)
