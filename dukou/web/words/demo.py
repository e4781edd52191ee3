"""Word the people of a demo town: who each is, and what he does in the first five minutes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, str | Promise] = {}
# By log-in, in the order of the tour: who it is, and one sentence on what he does.
ROLES: dict[str, tuple[str | Promise, str | Promise]] = {
    "factory": (
        _("Factory owner"),
        _("Accepts today's parcels at what they cost together, and sees who owes him money."),
    ),
    "buyer": (_("Buyer in Hamburg"), _("Orders from the market and follows each order to the door.")),
    "operator": (
        _("Shared desks"),
        _("Loads tomorrow's container, settles what is late or lost, and moves the town's clock."),
    ),
    "shop": (_("Partner shop in Datang"), _("Sells from the rack by phone and swaps the sizes that do not sell.")),
    "rival": (_("Rival factory"), _("Tries to open the other factory's bill, and is refused.")),
    "office": (_("Town office"), _("Holds the plan's targets against today's figures, and sees no single firm.")),
    "trader": (_("Town trading company"), _("Is the seller of record where the town makes an order together.")),
    "supplier": (_("Yarn supplier"), _("Looks into the market and the town's figures; offers of its own come later.")),
}
# What moving the clock is called, by distance.
DISTANCES: dict[str, str | Promise] = {"hour": _("One hour on"), "day": _("One day on"), "week": _("One week on")}
# Laws that a vanished carton breaks, in plain words; the audit knows many more.
LAWS: dict[str, str | Promise] = {
    "cartons hold what was received": _("The cartons of a lot hold exactly the pairs that the depot received of it."),
    "a shipment has its lots' cartons": _("A shipment has all the cartons of its lots."),
}
