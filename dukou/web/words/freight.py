"""Word what freight refuses, why a bill is what it is, and how far loads and shipments are."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "freight.bill_below_zero": _(
        "Invoice %(invoice)s asks less than nothing. Enter a credit as its own line with the carrier."
    ),
    "freight.bill_known": _("Line %(line)s of invoice %(invoice)s is entered already."),
    "freight.bill_not_found": _("There is no such bill."),
    "freight.bill_without_number": _("Give every line its invoice number and its place in the invoice, from 1 on."),
    "freight.bills_recorded_meanwhile": _(
        "Somebody entered one of these invoices meanwhile. Look again and send the rest."
    ),
    "freight.broken_tariff": _(
        "The tariff %(service)s to %(destination)s lacks figures that its kind needs. Correct it and run again."
    ),
    "freight.delay_out_of_range": _("Name a day of arrival after %(on)s, at most %(longest)s days ahead."),
    "freight.delay_too_early": _(
        "Nothing that is meant could be there by %(until)s: its carrier planned a later day. Name a later day."
    ),
    "freight.fee_missing": _("The dated number %(key)s is not published for this day. Publish it and run again."),
    "freight.load_has_left": _("This load has left. Until it leaves, you may accept or decline; now its bill counts."),
    "freight.load_not_found": _("There is no such load."),
    "freight.lock_waits_too_long": _(
        "So long a wait would cost a firm more than its own best. Choose a quicker service for this shipment."
    ),
    "freight.no_rate": _("No rate of %(currency)s is published for %(on)s. Publish one and enter the line again."),
    "freight.no_tariff": _("No tariff to %(destination)s is valid on this day. Publish one and run again."),
    "freight.offer_drawn": _(
        "This parcel was drawn to go alone for the live proof that your firm takes part in."
        " The load of %(on)s carries it so."
    ),
    "freight.offer_not_found": _("There is no such offer."),
    "freight.past_bill_empty": _("For %(month)s, enter the pairs that were sent and what was billed, none below zero."),
    "freight.proof_not_found": _("There is no such proof."),
    "freight.percent_out_of_range": _(
        "Suppose tariffs between %(least)s and %(most)s per cent of those published, not %(percent)s."
    ),
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
    "freight.bill_alone_as_cheap": _(
        "Send this yourself: at your own best it costs ¥%(own_best)s, waiting included, and together was no cheaper."
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
ANSWERS = {
    "silent": _("goes together unless you decline"),
    "accepted": _("goes together"),
    "declined": _("declined: goes alone"),
    "drawn": _("drawn for the live proof: goes alone"),
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
