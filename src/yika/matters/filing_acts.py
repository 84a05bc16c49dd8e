"""The acts about filings and contracts: care elsewhere, diseases, institutions, family doctors."""

from datetime import date
from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from yika.matters.act import AnyAct, Division, Text

Number = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,18}$")]  # of a filing
OffSiteKind = Literal[
    "settled_retiree", "long_term", "stationed", "referral", "emergency", "temporary"
]


class FileOffSite(AnyAct, frozen=True, kw_only=True, tag="file_off_site"):
    """File care elsewhere, before it or, where the region lets one, afterwards (异地就医备案)."""

    matter: ClassVar[str | None] = "off_site_file"
    event: ClassVar[str] = "off_site.filed"
    off_site_kind: OffSiteKind
    place: Division  # where the care is
    starts_on: date | None = None  # None: today


class EndFiling(AnyAct, frozen=True, kw_only=True, tag="end_filing"):
    """A filing of care elsewhere holds no longer (取消备案)."""

    matter: ClassVar[str | None] = "off_site_end"
    event: ClassVar[str] = "off_site.ended"
    filing_id: Number


class RecogniseChronic(AnyAct, frozen=True, kw_only=True, tag="recognise_chronic"):
    """Have a chronic or special disease recognised (门诊慢特病认定)."""

    matter: ClassVar[str | None] = "chronic_recognise"
    decision: ClassVar[Literal["none", "one", "two"]] = "one"
    event: ClassVar[str] = "disease.recognised"
    disease: Text  # a code of the region's list
    institution: Text | None = None  # the only one where it is treated; None: any


class ChooseInstitution(AnyAct, frozen=True, kw_only=True, tag="choose_institution"):
    """Choose the institution for a kind of care, perhaps in place of another (选定点)."""

    matter: ClassVar[str | None] = "institution_choose"
    event: ClassVar[str] = "institution.chosen"
    institution: Text  # its code
    purpose: Literal["01", "03", "05"] = "03"  # biz_appy_type of the interface: care in general
    instead_of: Number | None = None  # the number of the choice that ends


class SignFamilyDoctor(AnyAct, frozen=True, kw_only=True, tag="sign_family_doctor"):
    """Sign with a family doctor, or sign again for the next term (家庭医生签约、续签)."""

    matter: ClassVar[str | None] = "family_doctor_sign"
    event: ClassVar[str] = "family_doctor.signed"
    institution: Text  # its code
    doctor: Text | None = None
    package: Text | None = None  # what is agreed besides the basic services
    years: Annotated[int, msgspec.Meta(ge=1)] = 1
    renews: bool = False  # each term is followed by the next by itself


class EndFamilyDoctor(AnyAct, frozen=True, kw_only=True, tag="end_family_doctor"):
    """End a contract with a family doctor (解约)."""

    matter: ClassVar[str | None] = "family_doctor_end"
    event: ClassVar[str] = "family_doctor.ended"
    contract_id: Text | None = None  # None: the one that holds, and what follows it


class DecideFiling(AnyAct, frozen=True, kw_only=True, tag="decide_filing"):
    """The agency decides on a filing that waits for it, whoever made it (备案审核)."""

    officers_only: ClassVar[bool] = True
    event: ClassVar[str] = "filing.decided"
    filing_id: Number
    approved: bool


FilingAct: TypeAlias = (
    FileOffSite
    | EndFiling
    | RecogniseChronic
    | ChooseInstitution
    | DecideFiling
    | SignFamilyDoctor
    | EndFamilyDoctor
)
