"""Word what the books refuse."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "settlement.never_billed": _("Your firm has sent this buyer no invoice, so there is nothing to state."),
}
