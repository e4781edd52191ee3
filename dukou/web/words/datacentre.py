"""Word the town's figures: what each is called and how it is made."""

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, object] = {}

# Figure key: its name, and how it is made.
FIGURES = {
    "freight.naive_a_pair": (
        _("Freight a pair, each order by itself"),
        _(
            "Handling, carriage, capital, lateness, insurance and damage of each order sent alone, divided by pairs on"
            " time. Insurance and damage are the same share of the goods' value each way."
        ),
    ),
    "freight.own_best_a_pair": (
        _("Freight a pair, each firm's own best"),
        _("The same, with each firm's own orders sent together by the same engine at public tariffs; frozen first."),
    ),
    "freight.together_a_pair": (
        _("Freight a pair, together"),
        _(
            "What common loads cost firms and town, with capital, lateness, insurance and damage, divided by pairs on"
            " time."
        ),
    ),
    "freight.saving_share": (
        _("Saving against own best"),
        _("Own best minus together, divided by own best, over all loads that left; insurance and damage left out."),
    ),
    "freight.segment_saving_share": (
        _("Saving by kind of shipment"),
        _("Export goes abroad, a parcel weighs up to 30 kg, bulk is the rest. It is where the saving arose."),
    ),
    "freight.saving_rate": (
        _("Of the saving: rate"),
        _(
            "Own handling minus the shared pick-up, depot and desk. Rate, fill, mode and time are shares of own best"
            " and add up to the saving."
        ),
    ),
    "freight.saving_fill": (
        _("Of the saving: fill"),
        _(
            "Carriage saved by shipments that keep the service of their own best, in fuller vehicles and by shared"
            " minimums; a common price is allotted by chargeable weight or volume."
        ),
    ),
    "freight.saving_mode": (
        _("Of the saving: mode"),
        _("Carriage saved by shipments that go by another service than at their own best."),
    ),
    "freight.saving_time": (
        _("Of the saving: time"),
        _("Capital and lateness saved; below zero where goods travel longer together."),
    ),
    "freight.own_best_service_share": (
        _("Pairs by service, own best"),
        _("Pairs that each service would have carried, had each firm gone its own way."),
    ),
    "freight.service_share": (_("Pairs by service, together"), _("Pairs that each service carried.")),
    "freight.median_firm_saving": (_("Saving of the median firm"), _("Half of the firms save more than this.")),
    "freight.worst_tenth_saving": (_("Saving of the worst tenth"), _("Nine firms in ten save more than this.")),
    "freight.firms_worse_off": (
        _("Firms worse off"),
        _("Firms that paid more together than at their own best, over all their loads."),
    ),
    "freight.shortfall": (
        _("Borne by the town"),
        _("What loads cost together beyond what firms may be charged; together and the saving include it."),
    ),
    "freight.on_time_share": (_("Pairs on time, together"), _("Pairs planned to arrive by their due date.")),
    "freight.own_best_on_time_share": (_("Pairs on time, own best"), _("The same, had each firm gone its own way.")),
    "returns.net_loss_a_hundred": (
        _("Return loss for 100 pairs delivered"),
        _("Refunds, replacements, freight and handling less resale; weeks closed after 60 days, open cases in full."),
    ),
    "returns.rate": (_("Return rate"), _("Pairs that came back of pairs delivered, in the same weeks.")),
    "returns.exchanges_kept": (_("Exchanges kept"), _("Cases in which the buyer took other goods.")),
    "returns.days_until_whole": (
        _("Days until the customer is whole"),
        _("From the request until the case is closed, on average."),
    ),
    "returns.cases": (
        _("Return cases"),
        _("Cases of the same weeks. The desk cannot refuse a claim yet, so refused claims are not shown."),
    ),
    "returns.repeat_faults": (
        _("Lots faulty more than once"),
        _("Of 1,000 lots delivered in the same weeks, those with two cases or more because of faults."),
    ),
    "town.pairs_ordered": (_("Pairs ordered"), _("Pairs of all orders opened in town.")),
    "town.pairs_refused": (_("Pairs refused"), _("Pairs that nobody in town could make in time.")),
    "town.pairs_made": (_("Pairs made"), _("Pairs that passed inspection.")),
    "town.pairs_delivered": (_("Pairs delivered"), _("Pairs that reached their buyers.")),
    "town.overflow_share": (
        _("Made for another firm"),
        _("Pairs that a firm passed on because it could not make them in time."),
    ),
    "town.output": (_("Goods delivered"), _("Pairs delivered at their ex-works price.")),
    "town.price_a_pair": (_("Price a pair"), _("Value delivered, divided by pairs delivered.")),
    "town.on_time_share": (_("Delivered on time"), _("Pairs delivered by their due date.")),
    "town.days_to_door": (_("Days to the door"), _("From order to delivery, on average over pairs.")),
    "town.lots_rejected_share": (_("Lots rejected"), _("Lots that failed their first inspection.")),
    "town.machine_use": (_("Use of machines"), _("Machine time used of what stood ready in groups that worked.")),
}

# The kinds of shipments that a saving is divided by.
SEGMENTS = {"parcel": _("parcel"), "bulk": _("bulk"), "export": _("export")}
