"""Word what freight refuses, why a bill is what it is, and how far loads and shipments are."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "freight.bill_not_found": _("There is no such bill."),
    "freight.broken_tariff": _(
        "The tariff %(service)s to %(destination)s lacks figures that its kind needs. Correct it and run again."
    ),
    "freight.delay_out_of_range": _("Name a day of arrival after %(on)s, at most %(longest)s days ahead."),
    "freight.delay_too_early": _(
        "Nothing that is meant could be there by %(until)s: its carrier planned a later day. Name a later day."
    ),
    "freight.fee_missing": _("The dated number %(key)s is not published for this day. Publish it and run again."),
    "freight.foreign_tariff": _(
        "The tariff %(service)s to %(destination)s is in %(currency)s. Publish it in CNY and run again."
    ),
    "freight.load_has_left": _("This load has left. Until it leaves, you may accept or decline; now its bill counts."),
    "freight.load_not_found": _("There is no such load."),
    "freight.no_tariff": _("No tariff to %(destination)s is valid on this day. Publish one and run again."),
    "freight.offer_not_found": _("There is no such offer."),
    "freight.percent_out_of_range": _(
        "Suppose tariffs between %(least)s and %(most)s per cent of those published, not %(percent)s."
    ),
    "freight.tariff_withdrawn": _(
        "A tariff that was valid when baselines were frozen on %(on)s is not valid any more. Restore it and run again."
    ),
    "freight.too_many_answers": _("Answer at most %(most)s parcels at once."),
    "freight.unknown_delay_reason": _("Choose a reason from the list; %(reason)s is not on it."),
}
# The page puts figures in; amounts are in yuan.
REASONS = {
    "freight.bill_alone_as_cheap": _(
        "Send this yourself: at your own best it costs ¥%(own_best)s, waiting included, and together was no cheaper."
    ),
    "freight.bill_declined": _(
        "You declined to go together, so your goods went at your own best: ¥%(own_best)s, waiting included."
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
