"""Word what is refused where goods are asked back, what becomes of them, and what sellers lay down."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "market.exclusion_unconfirmed": _(
        "Opened intimate articles are excluded only where the consumer confirmed it for this very purchase."
    ),
    "market.no_such_exclusion": _("No rule in force excludes this from return."),
    "market.too_late_to_exclude": _(
        "This order is delivered. What excludes goods from return, and an insurance, belong to the purchase."
    ),
    "returns.absurd_part": _("A part of the price is more than nothing and less than all of it."),
    "returns.absurd_policy": _("Give a price of at most 1,000 yuan a pair and a value of at most 1,000,000 yuan."),
    "returns.ask_tomorrow": _("This was delivered only today. Ask from tomorrow on."),
    "returns.consumer_days_over": _(
        "The right of return without a reason holds for %(days)s days from the day after receipt. It ended on %(last)s."
        " Faulty goods can still be claimed."
    ),
    "returns.equal_of_oneself": _("An equal article is of another firm."),
    "returns.excluded_custom_made": _(
        "Goods made to the customer's order are excluded from return without a reason. Faulty ones can be claimed."
    ),
    "returns.excluded_opened_intimate": _(
        "Opened intimate articles are excluded from return without a reason, as was confirmed at the purchase."
        " Unopened and faulty ones can be returned."
    ),
    "returns.key_used": _("This form was sent before with other goods. Start again."),
    "returns.line_twice": _("The same goods stand in the request twice."),
    "returns.no_part_offered": _("This seller does not offer a part of the price for goods that stay."),
    "returns.no_policy": _("Only sellers lay down a policy of returns."),
    "returns.no_such_partner": _("No firm in town sells under this code, or yours is neither side of it."),
    "returns.no_such_variant": _("This size or colour is none of the style. Choose another."),
    "returns.nothing_chosen": _("Choose the goods that go back."),
    "returns.number_of_lines": _("A request has between 1 and %(most)s lines. Send the rest as another one."),
    "returns.outcome_changed": _(
        "Something has changed since this was shown to you: goods, a price, or the day. Look at it again, then send."
    ),
    "returns.policy_changed": _("Somebody else has changed the policy since you opened the page. Look at it again."),
}
# What a buyer may say is wrong, as it is sent: a reason, and perhaps its detail.
REASONS = {
    "wrong_size.too_small": _("too small"),
    "wrong_size.too_large": _("too large"),
    "colour_differs": _("the colour differs"),
    "surplus": _("too many"),
    "faulty": _("faulty"),
    "wrong_mix": _("the wrong goods"),
}
WISHES = {
    "exchange": _("Exchange"),
    "refund": _("Money back"),
    "part": _("Keep it for part of the price back"),
}
TOLD = {
    "exchange": _("You get other goods."),
    "refund": _("You send it back and get your money back."),
    "refund_only": _("You get your money back and keep the goods: the way back costs more than they are worth."),
    "part": _("You keep the goods and get part of the price back."),
}
PAYERS = {
    "seller": _("The seller pays the way back."),
    "buyer": _("You pay the way back: there is nothing wrong with the goods, and it is not insured."),
    "insurance": _("The freight insurance of the purchase pays the way back."),
    "nobody": _("Nothing is sent back."),
}
RULES = {
    "closed": _("The days for return are over."),
    "over": _("The days for return without a reason are over: only faults go back."),
    "custom_made": _("Made to order: only faults go back."),
    "opened_intimate": _("Intimate article: once opened, only faults go back."),
}
EXCLUSIONS = {
    "custom_made": _("made to the customer's order"),
    "opened_intimate": _("intimate article; the consumer confirmed for this purchase that it stays once opened"),
}
STATES = {
    "open": _("to be sent back"),
    "received": _("arrived"),
    "graded": _("made good"),
    "decided": _("made good"),
    "closed": _("closed"),
}
WATCHED = {"buyer": _("Buyer"), "address": _("Address"), "reason": _("Reason")}
