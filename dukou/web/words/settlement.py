"""Word what the books refuse and what they send."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "settlement.for_desks": _("This desk is for the town's shared desks."),
    "settlement.never_billed": _("There is no invoice between your firm and this one, so there is nothing to state."),
}
MOVEMENTS = {
    "invoice": _("Invoice issued"),
    "back_to_back": _("Invoice for knitting"),
    "payment": _("Payment"),
    "refund": _("Credit for a return"),
}
# The ages of a debt, the latest first; the name is the field of `Owed`.
AGES = {
    "older_minor": _("Over 90 days late"),
    "to_90_days_minor": _("61–90 days late"),
    "to_60_days_minor": _("31–60 days late"),
    "to_30_days_minor": _("1–30 days late"),
    "not_due_minor": _("Not yet due"),
}
