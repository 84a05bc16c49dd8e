"""What belongs to each cause of a hold: the policy behind it, what gives its end, whom to ask.

Causes are words of the policy data; what they stop, who ends them and by which matters is data too.
"""

# Which policy, besides what stops what, a hold of a cause rests on.
RESTS_ON: dict[str, tuple[str, ...]] = {
    "password_locked": ("password.tries_before_lock", "password.auto_unlock_after"),
    "password_initial": ("password.initial_settles",),
    "loss_temporary": ("loss.lapse_after", "loss.effect_within"),
    "loss_formal": ("loss.can_withdraw",),
    "expired": ("card.validity",),
    "dormant": ("dormancy.after",),
    "statement_due": ("statement.required_after",),
    "stripe_damaged": ("card.rewritable",),
    "review": ("sanction.inquiry",),
    "suspension": ("sanction.suspension",),
    "being_made": ("card.making_time",),
    "not_accepted": ("credential.accepted",),
    "acceptance_unknown": ("credential.accepted",),
}
# Which of them gives the end of the hold.
ENDS_BY = {
    "password_locked": "password.auto_unlock_after",
    "loss_temporary": "loss.lapse_after",
    "suspension": "sanction.suspension",
}
# These lie on a card or on an e-credential alike, and stop only the one they lie on. A cause that
# lies on one kind only may stop the others as well, where the region's law says so.
OWN_ONLY = frozenset({"cancelled", "password_locked", "password_initial", "password_unset"})
# What somebody with a hold of a cause would ask a hotline about.
ASK_ABOUT = {
    **dict.fromkeys(("loss_temporary", "loss_formal"), "loss"),
    **dict.fromkeys(("password_locked", "password_initial", "password_unset"), "password"),
    **dict.fromkeys(("dormant", "identity_mismatch", "no_e_credential"), "account"),
    **dict.fromkeys(("review", "suspension", "not_accepted", "acceptance_unknown"), "entitlement"),
    **dict.fromkeys(("arrears_employer", "arrears_own", "waiting"), "entitlement"),
    **dict.fromkeys(("not_enrolled", "moved_away"), "entitlement"),
    **dict.fromkeys(("no_card", "being_made", "awaiting_collection", "not_activated"), "card"),
    **dict.fromkeys(("expired", "cancelled", "statement_due"), "card"),
    **dict.fromkeys(("stripe_damaged", "chip_damaged", "body_damaged"), "card"),
}
# Rules a region may have that would add a hold; unknown ones are named in every answer.
COULD_MATTER = (
    "dormancy.after",
    "statement.required_after",
    "password.initial_settles",
    "card.validity",
)
