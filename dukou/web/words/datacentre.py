"""Word the town's figures: what each is called and how it is made."""

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, object] = {}

# Figure key: its name, and how it is made.
FIGURES = {
    "freight.naive_a_pair": (
        _("Freight a pair, each order by itself"),
        _("Handling, carriage, capital and lateness of each order sent alone, divided by pairs on time."),
    ),
    "freight.own_best_a_pair": (
        _("Freight a pair, each firm's own best"),
        _("The same, with each firm's own orders sent together by the same engine at public tariffs; frozen first."),
    ),
    "freight.together_a_pair": (
        _("Freight a pair, together"),
        _("What firms paid for common loads, with capital and lateness, divided by pairs on time."),
    ),
    "freight.saving_share": (
        _("Saving against own best"),
        _("Own best minus together, divided by own best, over all loads that left."),
    ),
    "freight.median_firm_saving": (_("Saving of the median firm"), _("Half of the firms save more than this.")),
    "freight.worst_tenth_saving": (_("Saving of the worst tenth"), _("Nine firms in ten save more than this.")),
    "freight.firms_worse_off": (
        _("Firms worse off"),
        _("Firms that paid more together than at their own best, over all their loads."),
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
    "returns.cases": (_("Return cases"), _("Cases of the same weeks.")),
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
