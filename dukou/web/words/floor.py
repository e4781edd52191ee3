"""Word what happens on the floor: states of a lot, operations, shifts, kinds of machines, severities."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {"lab.family_not_found": _("There is no such family of socks.")}

# State of a lot: its words, and the colour of its badge.
STATES = {
    "waiting": (_("waiting for a machine"), "bg-secondary-lt"),
    "knitting": (_("knitting"), "bg-azure-lt"),
    "finishing": (_("finishing"), "bg-azure-lt"),
    "made": (_("waiting for inspection"), "bg-azure-lt"),
    "rework": (_("being sorted again"), "bg-yellow-lt"),
    "passed": (_("passed"), "bg-green-lt"),
    "scrapped": (_("scrapped"), "bg-red-lt"),
}
OPERATIONS = {
    "knitting": _("Knitting"),
    "toe_closing": _("Toe closing"),
    "boarding": _("Boarding"),
    "packing": _("Pairing and packing"),
}
FIBRES = {
    "cotton": _("cotton"),
    "nylon": _("nylon"),
    "spandex": _("elastane"),
    "polyester": _("polyester"),
    "wool": _("wool"),
    "other": _("other fibre"),
}
SHIFTS = {"day": _("day shift"), "night": _("night shift")}
TERRY = {"plain": _("plain"), "half": _("half terry"), "full": _("full terry")}
SOURCES = {"own": _("own order"), "town": _("order for the town"), "overflow": _("overflow of another firm")}
AWARDS = {
    "offered": (_("waits for an answer"), "bg-yellow-lt"),
    "agreed": (_("taken on"), "bg-green-lt"),
    "accepted": (_("taken on"), "bg-green-lt"),
    "declined": (_("turned down"), "bg-secondary-lt"),
}
SEVERITIES = {
    "normal": (_("normal"), "bg-secondary-lt"),
    "tightened": (_("tightened"), "bg-yellow-lt"),
    "reduced": (_("reduced"), "bg-green-lt"),
}
