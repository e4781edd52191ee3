"""Word what the mill refuses, and why a line is not made."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "mill.award_closed": _("You have declined this award already."),
    "mill.award_not_found": _("There is no such award."),
    "mill.award_too_late": _("This award could be declined until %(decline_by)s; it is a work order now."),
    "mill.no_capacity": _("The firm cannot knit this line in time. Ask for a later date, or agree to overflow."),
    "mill.no_machine": _("The firm has no machine that knits this sock. Ask another firm, or agree to overflow."),
    "mill.nobody_can": _("No firm that knits for others has a machine for this sock."),
    "mill.nobody_free": _("No firm that knits for others is free in time. Ask for a later date."),
}
