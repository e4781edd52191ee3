"""Word what lies in overseas depots, what they charge and why, and what the depot refuses there."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "depot.bad_expected_day": _("Goods are expected today or within %(most)s days. Choose such a day."),
    "depot.bad_fee_rule": _("A fee needs a source of at most %(longest)s characters, and ends after it begins."),
    "depot.bad_load": _(
        "%(load)s is no load's number. Take letters, digits, dot and dash, at most 16, or leave it out."
    ),
    "depot.bad_order_ref": _(
        "%(order)s is no order's number. Take letters, digits, dot, dash, slash and #, at most 40, or leave it out."
    ),
    "depot.bad_tiers": _("Prices begin at 0 and rise in their starts, at most %(most)s, none below nothing."),
    "depot.currency_without_rate": _("There is no rate of exchange for %(currency)s on this day. Publish one first."),
    "depot.day_charged": _("The fees of %(on)s are charged: goods overseas are not moved on that day any more."),
    "depot.fee_not_found": _("There is no such fee."),
    "depot.fee_rule_overlaps": _("Another fee for the same event holds on some of these days. End it first."),
    "depot.inbound_not_found": _("There is no such announcement."),
    "depot.inbound_received": _("This announcement was counted before; nothing was changed."),
    "depot.more_than_announced": _(
        "%(pairs)s pairs cannot have come: %(announced)s were announced. Let the owner announce what is too much."
    ),
    "depot.not_overseas": _("%(pairs)s pairs are not there; %(there)s are."),
    "depot.overseas_not_found": _("There is no such overseas depot."),
    "depot.overseas_published": _("This overseas depot is published already."),
    "depot.proposal_answered": _("This proposal was answered before, or a newer one took its place."),
    "depot.proposal_not_found": _("There is no such proposal."),
    "depot.unknown_fee": _("No fee is counted for %(event)s by %(basis)s."),
    "depot.unknown_work": _("An overseas depot does nothing that is called %(kind)s."),
}
EVENTS = {
    "receive": _("goods received"),
    "store": _("storage"),
    "pick": _("picking"),
    "pack": _("packing"),
    "return": _("goods taken back"),
    "dispose": _("disposal"),
}
# What a fee was charged for, with its amount; then what a unit costs.
WHY = {
    "receive": _("%(amount)s came in. Each %(unit)s costs %(prices)s."),
    "store": _("%(amount)s lay there that day and were to be paid for. Each %(unit)s and day costs %(prices)s."),
    "pick": _("%(amount)s were picked. Each %(unit)s costs %(prices)s."),
    "pack": _("%(amount)s were packed. Each %(unit)s costs %(prices)s."),
    "return": _("%(amount)s came back. Each %(unit)s costs %(prices)s."),
    "dispose": _("%(amount)s were disposed of. Each %(unit)s costs %(prices)s."),
}
FREE = _("The first %(days)s days from arrival are free.")
# For what a minimum is charged once.
LEAST = {
    "receive": _("A delivery costs at least %(least)s."),
    "store": _("A day costs at least %(least)s."),
    "pick": _("An order costs at least %(least)s."),
    "pack": _("An order costs at least %(least)s."),
    "return": _("What comes back at once costs at least %(least)s."),
    "dispose": _("What is disposed of at once costs at least %(least)s."),
}
BY_AGE = _("%(price)s from day %(starts)s")
BY_AMOUNT = _("%(price)s beyond %(starts)s")
UNITS = {
    "m3": _("cubic metre"),
    "kg": _("kilogram"),
    "carton": _("carton"),
    "pair": _("pair"),
    "order": _("order"),
    "day": _("owner"),
}
KINDS = {
    "sent": _("sent to a buyer"),
    "returned": _("taken back from a buyer"),
    "disposed": _("disposed of"),
}
PROPOSALS = {
    "open": (_("waits for your answer"), "bg-yellow-lt"),
    "accepted": (_("accepted"), "bg-green-lt"),
    "declined": (_("declined"), "bg-secondary-lt"),
    "lapsed": (_("lapsed"), "bg-secondary-lt"),
}
# Sources of published fees, as their rows hold them.
SOURCES = {
    "public range 2025: 0.25-1.00 USD a carton received; taken in euros": _(
        "public range 2025: 0.25-1.00 USD a carton received; taken in euros"
    ),
    "public range 2025, UK: 6-9 GBP a pallet and week, at 1.5 m3 a pallet; taken in euros": _(
        "public range 2025, UK: 6-9 GBP a pallet and week, at 1.5 m3 a pallet; taken in euros"
    ),
    "public range 2025: 0.25-0.45 GBP each further item; taken for a carton, in euros": _(
        "public range 2025: 0.25-0.45 GBP each further item; taken for a carton, in euros"
    ),
    "public range 2025: 3.50-9.00 USD an order before postage; taken in euros": _(
        "public range 2025: 3.50-9.00 USD an order before postage; taken in euros"
    ),
    "own estimate: 0.5-2 USD a returned piece, taken for a parcel; unverified": _(
        "own estimate: 0.5-2 USD a returned piece, taken for a parcel; unverified"
    ),
    "own estimate of recycling by the kilogram, unverified": _("own estimate of recycling by the kilogram, unverified"),
    "own estimate of depots that Chinese firms run: 8-15 USD/m3 inbound, unverified": _(
        "own estimate of depots that Chinese firms run: 8-15 USD/m3 inbound, unverified"
    ),
    "own estimate of depots that Chinese firms run: 30-60 free days, then by age, unverified": _(
        "own estimate of depots that Chinese firms run: 30-60 free days, then by age, unverified"
    ),
}
