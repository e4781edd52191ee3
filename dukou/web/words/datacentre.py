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
        _(
            "Own best minus together, divided by own best, over all loads that left; insurance and damage left out."
            " Below zero the town bears the difference, no firm."
        ),
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
    "freight.firms_saving_share": (
        _("Saving of the firms, in tenths"),
        _("Firms in the order of what they saved, the least first, in tenths or fewer parts of at least five firms."),
    ),
    "freight.shortfall": (
        _("Borne by the town"),
        _("What loads cost together beyond what firms may be charged; the common fund bears it, the saving counts it."),
    ),
    "freight.on_time_share": (_("Pairs on time, together"), _("Pairs planned to arrive by their due date.")),
    "freight.own_best_on_time_share": (_("Pairs on time, own best"), _("The same, had each firm gone its own way.")),
    "freight.cost_naive": (
        _("Cost, each order by itself"),
        _("Handling, carriage, capital and lateness of each order sent alone."),
    ),
    "freight.cost_own_best": (
        _("Cost, each firm's own best"),
        _("Handling, carriage, capital and lateness of each firm's orders sent together; frozen first."),
    ),
    "freight.cost_together": (
        _("Cost, together"),
        _("What firms were charged for common loads, and what waiting cost them: capital and lateness."),
    ),
    "freight.cost_risk": (
        _("Insurance and damage"),
        _("Dated shares of the goods' value, the same in every way of going."),
    ),
    "freight.pairs_sent": (_("Pairs sent"), _("Pairs of all loads that left.")),
    "freight.pairs_on_time": (
        _("Pairs on time, together"),
        _("Pairs of common loads that are planned to arrive by their due date."),
    ),
    "freight.pairs_own_on_time": (
        _("Pairs on time, own best"),
        _("Pairs that would have arrived by their due date at own best."),
    ),
    "freight.saved_lately": (
        _("Saved in four weeks"),
        _("Own best minus together of the loads of the last 28 days, less what the town bore."),
    ),
    "flow.naive": (
        _("Departures, each order by itself"),
        _("Orders that left in the last 28 days, each handed to a carrier by itself."),
    ),
    "flow.own_best": (
        _("Departures, each firm's own best"),
        _("The same orders, handed over firm by firm: one for each firm, load and service."),
    ),
    "flow.together": (
        _("Departures, together"),
        _("The same orders, handed over by the depot: one for each load and service."),
    ),
    "flow.pickup": (
        _("From the villages to the depot"),
        _("Common departures with goods from a village in them."),
    ),
    "day.loads": (_("Loads left"), _("Loads that left on the last whole day.")),
    "day.pairs_left": (_("Pairs sent that day"), _("Pairs in the loads of the last whole day.")),
    "day.lots": (_("Lots inspected"), _("Lots that the lab inspected on the last whole day.")),
    "day.pairs_passed": (_("Pairs passed"), _("Pairs in lots that passed inspection on the last whole day.")),
    "day.pairs_delivered": (_("Pairs delivered that day"), _("Pairs that reached their buyers on the last whole day.")),
    "returns.loss_so_far_a_hundred": (
        _("Return loss so far, for 100 pairs"),
        _("The same for pairs delivered in weeks that have not closed yet; more returns may come."),
    ),
    "returns.own_best_so_far_a_hundred": (
        _("Return loss so far, each firm's own best"),
        _("The same pairs with each firm alone, as it was frozen before goods were placed in common."),
    ),
    "returns.open_cases_cost": (
        _("Open cases"),
        _("Cases that are not closed count with the whole value of the goods."),
    ),
    "returns.refund_cost": (_("Refunds"), _("Refunds and credits of closed cases.")),
    "returns.own_best_cost": (
        _("Freight and handling less resale, own best"),
        _("What the same closed cases would have cost if each firm had been alone, frozen before goods were placed."),
    ),
    "returns.replacement_cost": (_("Replacements"), _("Goods sent in exchange.")),
    "returns.freight_cost": (_("Freight of returns"), _("Parcels both ways.")),
    "returns.handling_cost": (_("Handling of returns"), _("Inspection, bags and labels.")),
    "returns.resale_cost": (_("Resale"), _("Cash from goods sold again; it is taken off the loss.")),
    "returns.pairs_delivered": (
        _("Pairs delivered in closed weeks"),
        _("Pairs of weeks that ended 60 days ago or earlier."),
    ),
    "returns.net_loss_a_hundred": (
        _("Return loss for 100 pairs delivered"),
        _("Refunds, replacements, freight and handling less resale; weeks closed after 60 days, open cases in full."),
    ),
    "returns.own_best_loss_a_hundred": (
        _("Return loss for 100 pairs, each firm's own best"),
        _(
            "The same cases with each firm alone: its own parcels or trucks, its own shelf, its own buyer of seconds."
            " The same engine placed the goods; it was frozen first."
        ),
    ),
    "returns.own_best_at_carriage": (
        _("Return loss alone, at other carriage"),
        _("Own best again for all goods at home, with the prices of carriage at so many per cent."),
    ),
    "returns.net_loss_at_carriage": (
        _("Return loss together, at other carriage"),
        _("The same goods placed in common again; what stayed with its buyer or lies overseas is as it was."),
    ),
    "returns.saving_a_hundred": (
        _("Return loss spared for 100 pairs"),
        _("Own best minus together; what the common fund bore is counted as lost."),
    ),
    "returns.saving_share": (
        _("Return loss spared"),
        _("Own best minus together, divided by own best; refunds and replacements are the same each way."),
    ),
    "returns.median_firm_saving": (
        _("Return loss spared, median firm"),
        _("Of the firms that had returns, half are spared more than this."),
    ),
    "returns.worst_tenth_saving": (
        _("Return loss spared, worst tenth"),
        _("Of the firms that had returns, nine in ten are spared more than this."),
    ),
    "returns.firms_worse_off": (
        _("Firms worse off by returns"),
        _("Firms that lost more together than at their own best, over all their cases."),
    ),
    "returns.borne": (
        _("Borne for returns by the common fund"),
        _("Costs of cases whose cause is unproven, and what places in common cost above own best; no firm is charged."),
    ),
    "returns.claims_refused": (
        _("Claims refused"),
        _("Of claims without goods that are decided, those credited nothing. Lower loss by more of them is no gain."),
    ),
    "returns.appeals_won": (
        _("Appeals won"),
        _("Of appeals that the desk has decided, those that brought the buyer more than before."),
    ),
    "returns.rate": (_("Return rate"), _("Pairs that came back of pairs delivered, in the same weeks.")),
    "returns.exchanges_kept": (_("Exchanges kept"), _("Cases in which the buyer took other goods.")),
    "returns.days_until_whole": (
        _("Days until the customer is whole"),
        _("From the request until the case is closed, on average."),
    ),
    "returns.cases": (
        _("Return cases"),
        _("Cases of the same weeks, with goods and without."),
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
    "town.sock_firms": (_("Sock firms"), _("Factories in the town's register.")),
    "town.chain_firms": (
        _("Firms along the chain"),
        _("Suppliers in the town's register: yarn, dyeing, packing, machines."),
    ),
    "town.above_scale_firms": (
        _("Firms above designated size"),
        _("Sellers whose output of a year reaches the dated limit of designated size."),
    ),
    "town.pairs_a_year": (
        _("Pairs a year"),
        _("Pairs that passed inspection, times 365, divided by the days that the town has lived."),
    ),
    "town.output_a_year": (
        _("Output a year"),
        _("Pairs that passed inspection at their ex-works price, times 365, divided by the days lived."),
    ),
    "town.days_lived": (_("Days lived"), _("Days since the first order was placed.")),
    "town.value_made": (_("Goods made"), _("Pairs that passed inspection at their ex-works price.")),
    "town.pair_days": (
        _("Days waited for all pairs"),
        _("Of each line delivered, its pairs times the days from order to delivery."),
    ),
    "town.lots_rejected_share": (_("Lots rejected"), _("Lots that failed their first inspection.")),
    "town.machine_use": (_("Use of machines"), _("Machine time used of what stood ready in groups that worked.")),
}

# The kinds of shipments that a saving is divided by.
SEGMENTS = {"parcel": _("parcel"), "bulk": _("bulk"), "export": _("export")}

# The parts of the world that destinations lie in.
REGIONS = {
    "home": _("China"),
    "europe": _("Europe"),
    "asia": _("Asia"),
    "overseas": _("Overseas"),
}

# The villages, as the places in the town's register name them.
VILLAGES = {
    "东渡村": _("Dongdu village"),
    "西桥村": _("Xiqiao village"),
    "南河村": _("Nanhe village"),
    "北岗村": _("Beigang village"),
    "园区": _("Industrial base"),
    "镇中": _("Town centre"),
}
# Why a cell is suppressed.
SUPPRESSED = {
    "few": _("Fewer than five firms stand behind this cell, so its value could tell of one of them."),
    "half": _("One firm has more than half of this cell, so its value would tell of that firm."),
    "rest": _("It is hidden with its neighbours: else theirs would follow from the total by subtraction."),
}
