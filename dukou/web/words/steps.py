"""Word a line's way down the river: its states, and what happened at each step."""

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, object] = {}

# State of a line: its words, and the colour of its badge.
STATES = {
    "open": (_("placed"), "bg-secondary-lt"),
    "offered": (_("offered to other firms"), "bg-azure-lt"),
    "planned": (_("in production"), "bg-azure-lt"),
    "made": (_("passed inspection"), "bg-azure-lt"),
    "ready": (_("in the depot"), "bg-azure-lt"),
    "shipped": (_("on the road"), "bg-azure-lt"),
    "delivered": (_("delivered"), "bg-green-lt"),
    "refused": (_("refused"), "bg-red-lt"),
    "lost": (_("scrapped"), "bg-red-lt"),
}
SOURCES = {
    "own": _("by the seller itself"),
    "town": _("awarded by the town"),
    "overflow": _("passed on as overflow"),
}
SERVICES = {
    "express": _("express"),
    "ltl": _("less than truckload"),
    "truck": _("truck"),
    "air": _("air"),
    "rail_lcl": _("rail, part of a container"),
    "rail_fcl": _("rail, whole container"),
    "sea_lcl": _("sea, part of a container"),
    "sea_fcl": _("sea, whole container"),
}
RESULTS = {"accepted": _("accepted"), "rejected": _("rejected")}
REASONS = {
    "wrong_size": _("wrong size"),
    "colour_differs": _("colour differs"),
    "surplus": _("ordered too many"),
    "faulty": _("faulty"),
    "wrong_mix": _("wrong assortment"),
    "short": _("goods missing"),
    "late": _("too late"),
    "unproven": _("cause unproven, charged to nobody"),
}
OUTCOMES = {
    "refund": _("price refunded"),
    "exchange": _("exchanged"),
    "refund_only": _("refunded, goods kept by the buyer"),
    "credit": _("claim without goods, the seller decides"),
}
DISPOSITIONS = {
    "restock": _("back to stock"),
    "rebag": _("bagged anew, back to stock"),
    "seconds": _("sold as seconds"),
    "write_off": _("written off"),
    "kept": _("left with the buyer"),
    "abroad": _("sold again from the overseas depot"),
    "ride_home": _("waits overseas for a ride home"),
    "recycle": _("recycled"),
}
INVOICES = {
    "sale": _("seller to buyer"),
    "back_to_back": _("maker to seller"),
}
