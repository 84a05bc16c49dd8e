"""The buttons of *my account*: share, revoke, pay for a relative, clear out. Pure."""

from dataclasses import replace

from yika.accounts.clear_out import ClearOut
from yika.accounts.laws import AccountLaws, AccountRuleUnknown
from yika.accounts.model import Balances
from yika.accounts.sharing import Share
from yika.faces.portal import cover_fields as asks
from yika.faces.portal.forms import Form
from yika.faces.portal.matter_forms import Doer
from yika.faces.portal.phrases import phrase
from yika.policy.model import Value
from yika.policy.words import lists

# The step that follows each stage of a clear-out.
NEXT = {None: "notice", "noticed": "cleared", "cleared": "arrived"}


def acts(doer: Doer, laws: AccountLaws, *, counts: bool) -> tuple[Form, ...]:
    """What can be done with an account here. `counts`: uses are counted until a statement."""
    shown: list[Form | None] = []
    rule = _sharing(doer, laws)
    if rule is not None:
        shown.append(_share(doer, rule))
        if "resident_premium" in rule["uses"]:
            shown.append(_premium(doer))
    if counts:
        hidden = {"act": "print_statement"}
        shown.append(doer.form("statement", "statement_print", hidden))
    return tuple(form for form in shown if form is not None)


def revoke(doer: Doer, one: Share) -> Form | None:
    """Take a share back."""
    hidden = {"act": "revoke_share", "share_id": str(one.share_id)}
    return doer.form(f"revoke-{one.share_id.hex[:8]}", "family_share_revoke", hidden)


def clear_out(doer: Doer, found: ClearOut | None, *, other_bank: bool) -> Form | None:
    """The next step of a clear-out; the first where a card of another bank has been asked for."""
    if found is None and not other_bank:
        return None
    step = NEXT.get(None if found is None else found.stage)
    if step is None:
        return None
    hidden = {"act": "clear_out_account", "step": step}
    form = doer.form(f"clear_{step}", "balance_clear_out", hidden)
    return form if form is None else _named(form, step)


def _named(form: Form, step: str) -> Form:
    return replace(form, button=phrase(f"act_clear_{step}"))


def _share(doer: Doer, rule: Value) -> Form | None:
    relations = [one for one in lists().words["relations"] if one in rule["relations"]]
    fields = [
        asks.text("relative_name"),
        asks.text("relative_id_number"),
        asks.choice("relation", relations, "relations"),
        asks.money("yearly_max", required=False),
        asks.day("until", required=False),
    ]
    return doer.form("share", "family_share", {"act": "share_account"}, fields)


def _premium(doer: Doer) -> Form | None:
    hidden = {"act": "pay_for_relative"}
    fields = [asks.text("relative_id_number")]
    return doer.form("premium", "premium_for_relative", hidden, fields)


def _sharing(doer: Doer, laws: AccountLaws) -> Value | None:
    try:
        return laws.sharing(doer.at)
    except AccountRuleUnknown:
        return None


def may_pay_out(doer: Doer, laws: AccountLaws, held: Balances) -> bool:
    """Whether the region lets a balance be paid out on some occasion, and there is one."""
    try:
        occasions = laws.withdrawal(doer.at)
    except AccountRuleUnknown:
        return False
    return bool(occasions) and held.usable > held.owed
