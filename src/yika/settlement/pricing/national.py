"""Shares of a bill under the national names of its fields and funds. Amounts are whole fen.

Which field and which line of `setldetail` a fund's payment goes to depends on the scheme.
"""

from collections.abc import Mapping
from typing import Final

from yika.settlement.model import ASSISTANCE, BASIC, CIVIL, CRITICAL, LARGE_SUM, Shares

FUND_FIELDS: Final[tuple[str, ...]] = (
    "hifp_pay",
    "cvlserv_pay",
    "hifes_pay",
    "hifmi_pay",
    "hifob_pay",
    "hifdm_pay",
    "maf_pay",
    "oth_pay",
)
# Layer: field, fund (基金支付类型).
_EMPLOYEE: Final = {
    BASIC: ("hifp_pay", "310100"),
    LARGE_SUM: ("hifob_pay", "330100"),
    CRITICAL: ("hifob_pay", "330100"),
    CIVIL: ("cvlserv_pay", "320100"),
    ASSISTANCE: ("maf_pay", "610100"),
}
_RESIDENT: Final = {
    BASIC: ("hifp_pay", "390100"),
    LARGE_SUM: ("oth_pay", "390300"),
    CRITICAL: ("hifmi_pay", "390200"),
    CIVIL: ("cvlserv_pay", "320100"),
    ASSISTANCE: ("maf_pay", "610100"),
}
_FIELDS: Final = {"employee": _EMPLOYEE, "resident": _RESIDENT}
ACCOUNT_FUND: Final = "310200"


def fund_of(scheme: str, layer: str) -> str:
    """The fund of a layer, as lines of `setldetail` name it."""
    return _FIELDS[scheme][layer][1]


def fields_of(scheme: str, shares: Shares) -> Mapping[str, int]:
    """Every amount of a bill but what the account pays, by its national name, in fen."""
    split = shares.split
    funds: dict[str, int] = dict.fromkeys(FUND_FIELDS, 0)
    for layer, paid in shares.layers.items():
        funds[_FIELDS[scheme][layer][0]] += paid
    return {
        "medfee_sumamt": split.total_fen,
        "fulamt_ownpay_amt": split.self_funded_fen,
        "overlmt_selfpay": split.over_ceiling_fen,
        "preselfpay_amt": split.first_share_fen,
        "inscp_scp_amt": split.in_scope_fen,
        "act_pay_dedc": shares.deductible_fen,
        **funds,
        "fund_pay_sumamt": shares.fund_fen,
        "psn_part_amt": shares.person_fen,
        "hosp_part_amt": 0,
    }
