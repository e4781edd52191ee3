"""Word what the depot refuses."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "depot.absurd_quantity": _("%(pairs)s pairs are not possible; give 1 to %(most)s."),
    "depot.bad_key": _("%(key)s is no name for goods set aside. Take small letters, digits, dot and dash, at most 24."),
    "depot.bad_sscc": _("%(sscc)s is no carton number: 18 digits, the last one a check digit. Scan it once more."),
    "depot.carton_not_found": _("There is no such carton."),
    "depot.held_for_line": _("These goods wait for an ordered line and leave the depot with it."),
    "depot.key_taken": _("%(key)s names other goods, or goods that were released. Take another name."),
    "depot.no_depot": _("The town has no depot with a GS1 company prefix. Enter one in the registry."),
    "depot.no_numbers": _("All carton numbers of the company prefix %(prefix)s are given. Enter another prefix."),
    "depot.not_enough": _("%(pairs)s pairs are not free in one lot; the most is %(free)s."),
    "depot.not_held": _("%(count)s of these goods are not held whole for their lines; none was shipped."),
    "depot.not_there": _("%(count)s of these lots have fewer pairs at the place they would leave; none was moved."),
    "depot.reservation_not_found": _("There are no such goods set aside."),
    "depot.stock_not_found": _("There are no such goods in the depot."),
    "depot.too_many": _("At most %(most)s can be asked for at once."),
    "depot.unknown_note": _("%(note)s is no note that a carton can have."),
}
