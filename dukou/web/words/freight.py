"""Word what freight refuses, why a bill is what it is, and how far loads and shipments are."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "freight.bill_below_zero": _(
        "Invoice %(invoice)s asks less than nothing. Enter a credit as its own line with the carrier."
    ),
    "freight.bill_known": _("Line %(line)s of invoice %(invoice)s is entered already."),
    "freight.bill_not_found": _("There is no such bill."),
    "freight.bill_too_long": _(
        "Write invoice and load in at most %(number)s characters, the service in at most %(service)s."
    ),
    "freight.bill_without_number": _("Give every line its invoice number and its place in the invoice, from 1 on."),
    "freight.bills_recorded_meanwhile": _(
        "Somebody entered one of these invoices meanwhile. Look again and send the rest."
    ),
    "freight.broken_tariff": _(
        "The tariff %(service)s to %(destination)s lacks figures that its kind needs. Correct it and run again."
    ),
    "freight.cell_month": _("%(column)s: “%(text)s” is no month. Write it as 2025-03."),
    "freight.delay_out_of_range": _("Name a day of arrival after %(on)s, at most %(longest)s days ahead."),
    "freight.delay_too_early": _(
        "Nothing that is meant could be there by %(until)s: its carrier planned a later day. Name a later day."
    ),
    "freight.fee_missing": _("The dated number %(key)s is not published for this day. Publish it and run again."),
    "freight.firm_goes_alone": _(
        "The firm of parcel %(shipment)s goes alone with this load. Its goods go by its own best; the desk cannot move"
        " them."
    ),
    "freight.load_changed_meanwhile": _(
        "A firm answered or another desk moved goods while this was solved. Nothing was changed; look at it again."
    ),
    "freight.load_not_open": _("Goods of the load of %(on)s cannot be moved now: only from its offer until it leaves."),
    "freight.load_has_left": _("This load has left. Until it leaves, you may accept or decline; now its bill counts."),
    "freight.load_not_found": _("There is no such load."),
    "freight.round_driven": _("The vans of %(on)s have left. What they did not take waits for the next day."),
    "freight.round_not_found": _("There is no such round."),
    "freight.round_not_today": _("A round is planned on its own day. Open the town's day of today."),
    "freight.lock_waits_too_long": _(
        "So long a wait would cost a firm more than its own best. Choose a quicker service for this shipment."
    ),
    "freight.moved_meanwhile": _(
        "Another desk decided meanwhile how parcel %(shipment)s goes. Nothing was changed; look at what stands there"
        " now."
    ),
    "freight.moves_out_of_range": _("Move at least one parcel at once, and at most %(most)s."),
    "freight.no_rate": _("No rate of %(currency)s is published for %(on)s. Publish one and enter the line again."),
    "freight.no_tariff": _("No tariff to %(destination)s is valid on this day. Publish one and run again."),
    "freight.offer_drawn": _(
        "This parcel was drawn to go alone for the live proof that your firm takes part in."
        " The load of %(on)s carries it so."
    ),
    "freight.offer_alone": _(
        "Together this parcel would cost the town more than alone. The load of %(on)s carries it at your own best."
    ),
    "freight.offer_not_found": _("There is no such offer."),
    "freight.past_bill_empty": _("For %(month)s, enter the pairs that were sent and what was billed, none below zero."),
    "freight.proof_not_found": _("There is no such proof."),
    "freight.percent_out_of_range": _(
        "Suppose tariffs between %(least)s and %(most)s per cent of those published, not %(percent)s."
    ),
    "freight.service_not_there": _("No such service goes to %(destination)s on this day. Choose one from the list."),
    "freight.service_too_small": _(
        "The service %(service)s does not take so much. Choose another service for some of these goods."
    ),
    "freight.saving_not_found": _("There is no such page for you."),
    "freight.tariff_withdrawn": _(
        "A tariff that was valid when baselines were frozen on %(on)s is not valid any more. Restore it and run again."
    ),
    "freight.too_many_answers": _("Answer at most %(most)s parcels at once."),
    "freight.too_many_rows": _("Send at most %(most)s rows at once."),
    "freight.unknown_delay_reason": _("Choose a reason from the list; %(reason)s is not on it."),
    "freight.no_such_zone": _("Nobody delivers to a zone called %(zone)s. Choose one from the list of zones."),
}
# The page puts figures in; amounts are in yuan.
REASONS = {
    "freight.bill_adds": _(
        "By themselves your goods would cost ¥%(alone)s; shared vehicles and price bands save ¥%(shared)s of it, so you"
        " pay ¥%(charge)s, which is what they add on average; with ¥%(waiting)s for waiting that is ¥%(saved)s less"
        " than your own best of ¥%(own_best)s."
    ),
    "freight.bill_adds_and_bears": _(
        "By themselves your goods would cost ¥%(alone)s; in this load they add ¥%(added)s on average, and you pay that"
        " and ¥%(more)s of what no firm's goods add, or what others would pay above their own best; with ¥%(waiting)s"
        " for waiting that is ¥%(saved)s less than your own best of ¥%(own_best)s."
    ),
    "freight.bill_adds_as_alone": _(
        "Your goods add ¥%(charge)s to this load, as much as by themselves, and you pay that; with ¥%(waiting)s for"
        " waiting it is still ¥%(saved)s less than your own best of ¥%(own_best)s."
    ),
    "freight.bill_at_own_best": _(
        "Send this yourself: your goods add ¥%(added)s on average to this load, but nobody pays above its own best,"
        " so you pay that: ¥%(own_best)s, waiting included."
    ),
    "freight.bill_fund_bears": _(
        "Send this yourself: together this load cost more than alone. You pay your own best, ¥%(own_best)s with"
        " waiting; the ¥%(spared)s of your part above it the common fund bears."
    ),
    "freight.bill_lock_borne": _(
        "The desk had fixed how a shipment of this load goes, for which nobody pays more: you pay ¥%(charge)s, with"
        " ¥%(waiting)s for waiting ¥%(saved)s less than your own best of ¥%(own_best)s, and the common fund bears"
        " ¥%(spared)s of your part."
    ),
    "freight.bill_alone_as_cheap": _(
        "Send this yourself: at your own best it costs ¥%(own_best)s, waiting included, and together was no cheaper."
    ),
    "freight.bill_alone": _(
        "Send this yourself: together this load cost more than alone, so your goods went at your own best:"
        " ¥%(own_best)s, waiting included."
    ),
    "freight.bill_declined": _(
        "You declined to go together, so your goods went at your own best: ¥%(own_best)s, waiting included."
    ),
    "freight.bill_drawn": _(
        "For the live proof your goods were drawn to go alone, at your own best: ¥%(own_best)s, waiting included."
    ),
    "freight.bill_together_cheaper": _(
        "Together you pay ¥%(charge)s and waiting costs you ¥%(waiting)s; at your own best it would have been"
        " ¥%(own_best)s, order by order ¥%(naive)s, so you save ¥%(saved)s."
    ),
    "freight.bill_together_cheaper_among": _(
        "Your goods are %(share)s %% of the pairs of %(firms)s firms: together you pay ¥%(charge)s and waiting costs"
        " you ¥%(waiting)s; at your own best it would have been ¥%(own_best)s, order by order ¥%(naive)s, so you save"
        " ¥%(saved)s."
    ),
}
OFFER_REASONS = {
    "freight.offer_alone_as_cheap": _(
        "Send this yourself: at your own best it costs ¥%(own_best)s, waiting included, and together is no cheaper."
    ),
    "freight.offer_together_cheaper": _("Together you save ¥%(saved)s against your own best, waiting included."),
}
PROOF_KINDS = {"bills": _("Carriers' bills"), "past": _("Old invoices")}
METHODS = {
    "exact": _("Shapley's value, exact: what a firm's goods add on average over all orders of joining"),
    "sampled": _("Shapley's value, sampled: what a firm's goods add on average over many orders of joining"),
    "in_proportion": _("in proportion to own best, because the engine's answer did not pass its check"),
    "nobody": _("nobody went together"),
}
ANSWERS = {
    "silent": _("goes together unless you decline"),
    "accepted": _("goes together"),
    "declined": _("declined: goes alone"),
    "drawn": _("drawn for the live proof: goes alone"),
    "alone": _("no cheaper together: goes alone"),
}
DELAY_REASONS = {
    "breakdown": _("breakdown"),
    "weather": _("weather"),
    "customs": _("customs"),
    "port": _("port or terminal"),
    "other": _("another reason"),
}
LOAD_STATES = {
    "prepared": _("packed"),
    "frozen": _("own best known"),
    "offered": _("offered"),
    "dispatched": _("on its way"),
}
SHIPMENT_STATES = {
    "waiting": _("waits for departure"),
    "on_road": _("on the road"),
    "delivered": _("delivered"),
}
