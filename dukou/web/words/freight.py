"""Word what freight refuses, why a bill is what it is, and how far loads and shipments are."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "freight.bill_not_found": _("There is no such bill."),
    "freight.broken_tariff": _(
        "The tariff %(service)s to %(destination)s lacks figures that its kind needs. Correct it and run again."
    ),
    "freight.fee_missing": _("The dated number %(key)s is not published for this day. Publish it and run again."),
    "freight.foreign_tariff": _(
        "The tariff %(service)s to %(destination)s is in %(currency)s. Publish it in CNY and run again."
    ),
    "freight.no_tariff": _("No tariff to %(destination)s is valid on this day. Publish one and run again."),
    "freight.percent_out_of_range": _(
        "Suppose tariffs between %(least)s and %(most)s per cent of those published, not %(percent)s."
    ),
    "freight.tariff_withdrawn": _(
        "A tariff that was valid when baselines were frozen on %(on)s is not valid any more. Restore it and run again."
    ),
}
# The page puts figures in; amounts are in yuan.
REASONS = {
    "freight.bill_alone_as_cheap": _(
        "Send this yourself: at your own best it costs ¥%(own_best)s, waiting included, and together was no cheaper."
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
LOAD_STATES = {
    "prepared": _("packed"),
    "frozen": _("own best known"),
    "dispatched": _("on its way"),
}
SHIPMENT_STATES = {
    "waiting": _("waits for departure"),
    "on_road": _("on the road"),
    "delivered": _("delivered"),
}
