"""Word what the returns desk refuses, and the notes that a parcel can have."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "returns.absurd_parcel": _(
        "This cannot be one parcel. Give at least 1 pair, 1 carton and 1 gram, at most %(pairs)s pairs in %(cartons)s"
        " cartons."
    ),
    "returns.bad_carrier_ref": _("Give the carrier's number of the parcel: letters and digits, at least 3."),
    "returns.case_not_found": _("There is no such case."),
    "returns.delivered_today": _("This line was delivered only today; its goods cannot be back yet. Choose another."),
    "returns.line_not_found": _("There is no such delivered line."),
    "returns.no_line_chosen": _("Choose the line that the parcel is of."),
    "returns.not_so_many": _("%(pairs)s pairs cannot be of this line: only %(left)s of it are still out."),
    "returns.parcel_booked": _("The parcel %(ref)s is booked already."),
    "returns.parcel_matched": _("This parcel is matched to another line already."),
    "returns.parcel_not_found": _("There is no such parcel."),
    "returns.unknown_note": _("%(note)s is no note that a parcel can have."),
}
NOTES = {
    "": _("nothing to note"),
    "no_paper": _("no paper inside"),
    "wet": _("wet"),
    "torn": _("torn open"),
    "other_goods": _("other goods among them"),
}
