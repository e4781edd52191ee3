"""Word what a scan says of goods, and where goods are."""

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, object] = {}
TRACED = {
    "carton": _("Carton"),
    "lot": _("Lot"),
    "case": _("Return case"),
    "article": _("Article"),
    "sending": _("Sending"),
}
ACTS = {
    "seen": _("Seen"),
    "damaged": _("Damaged"),
    "opened": _("Opened"),
    "loaded": _("Loaded"),
    "undone": _("Undone"),
    "returned": _("Return came in"),
    "parcel": _("Parcel without a word"),
}
PLACES = {
    "mill": _("at the factory"),
    "depot": _("in the depot"),
    "road": _("on the road"),
    "shop": _("at a partner shop"),
    "buyer": _("with the buyer"),
    "returned": _("at the returns desk"),
    "exchanged": _("sent in exchange"),
    "seconds": _("among seconds"),
    "scrap": _("scrapped"),
    "sold": _("sold at a shop"),
    "inbound": _("on the way to an overseas depot"),
    "abroad": _("in an overseas depot"),
    "sent": _("sent to a buyer from overseas"),
    "lost": _("lost on the way overseas"),
    "set_aside": _("set aside for an exchange"),
}
SWAPS = {
    "asked": (_("asked"), "bg-yellow-lt"),
    "agreed": (_("agreed, the round brings it"), "bg-azure-lt"),
    "sent": (_("sent"), "bg-green-lt"),
    "refused": (_("turned down"), "bg-red-lt"),
}
CARTON_NOTES = {
    "damaged": _("damaged"),
    "wet": _("wet"),
    "opened": _("opened"),
    "miscounted": _("miscounted"),
    "lost": _("lost"),
}
