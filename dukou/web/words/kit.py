"""Word what the parts of every page refuse."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "town.sheet_too_long": _("The sheet has more than %(most)s rows. Cut it and send the parts one by one."),
}
