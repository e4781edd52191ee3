"""Word what the mill refuses, and why a line is not made."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "mill.award_agreed": _("You accepted this award on %(agreed_on)s; it is yours to knit."),
    "mill.award_closed": _("You have declined this award already."),
    "mill.award_not_found": _("There is no such award."),
    "mill.award_too_late": _("This award could be declined until %(decline_by)s; it is a work order now."),
    "mill.hand_over_not_found": _("There is no such hand-over."),
    "mill.lot_not_found": _("There is no such lot."),
    "mill.more_than_made": _("Of this lot only %(left)s are made and not handed over yet. Count again."),
    "mill.no_capacity": _("The firm cannot knit this line in time. Ask for a later date, or agree to overflow."),
    "mill.no_machine": _("The firm has no machine that knits this sock. Ask another firm, or agree to overflow."),
    "mill.nobody_can": _("No firm that knits for others has a machine for this sock."),
    "mill.nobody_free": _("No firm that knits for others is free in time. Ask for a later date."),
    "mill.scan_key": _("A scan's key is 8 to 64 plain letters, digits, hyphens or underscores."),
    "mill.too_many_scans": _("Send at most %(most)s scans at once."),
    "mill.undone_already": _("This hand-over was taken back already. Scan it anew if it was right."),
    "mill.units_out_of_range": _("Enter a number between 1 and %(most)s."),
    "mill.unknown_operation": _("The operation is knitting, toe closing, boarding or packing."),
    "mill.unknown_shift": _("The shift is day or night."),
    "mill.worker_number": _("A worker's number lies between 1 and %(most)s."),
}
