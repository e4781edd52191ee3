"""Word what the books refuse and what they send."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "settlement.for_desks": _("This desk is for the town's shared desks."),
    "settlement.never_billed": _("There is no invoice between your firm and this one, so there is nothing to state."),
    "settlement.no_such_month": _("There is no statement for this month: it has not begun, or it is no month."),
    "settlement.no_books": _(
        "Your firm has no books in town yet: they open with its first delivery, freight or return."
    ),
    "settlement.not_this_month": _("Netting is agreed for the month under way. Open the page again and look at it."),
    "settlement.month_is_over": _("This month is posted already. What was netted stays; agree on the next month."),
}
MOVEMENTS = {
    "invoice": _("Invoice issued"),
    "back_to_back": _("Invoice for knitting"),
    "payment": _("Payment"),
    "refund": _("Credit for a return"),
    "netting": _("Netting of mutual debts"),
}
# What happened, as each row of a monthly statement says it, ...
KINDS = {
    **MOVEMENTS,
    "freight": _("Freight share"),
    "return_costs": _("Freight and handling of a return"),
    "resale": _("Seconds sold"),
    "town_payment": _("Payment to the town"),
    "carriers_payment": _("Payment to carriers"),
    "depot_fee": _("Fee of an overseas depot"),
    "depots_payment": _("Payment to an overseas depot"),
    "equals": _("Equal articles sent in exchange"),
    "charge_back": _("Charge-back of a proven defect"),
    "fund": _("Borne by the common fund"),
}
# ... and the rule that made the amount.
RULES = {
    "invoice": _(
        "The order's price for the pairs delivered that day, or sent ahead of old ones that never came back; due after"
        " the published days."
    ),
    "back_to_back": _("The award's price for the pairs that passed inspection and were delivered that day."),
    "payment": _("What was open of the invoice on the day of payment."),
    "refund": _(
        "What the returned pairs were sold for: first off what is still owed, the rest from what was paid, never more."
    ),
    "netting": _("The lesser of what two firms owe each other, agreed by both, at the end of a month."),
    "freight": _("Your share of the load by what it costs with and without you; never above your own best."),
    "return_costs": _("Published rates for the way back and handling; an unproven cause costs you nothing."),
    "resale": _("The published part of the price for what sells as seconds."),
    "town_payment": _("All that you owed the town, each Monday."),
    "carriers_payment": _("All that the town owed carriers, each Monday."),
    "depot_fee": _("The depot's published fee rule of that day; the fee's page shows rule and rows."),
    "depots_payment": _("All that you owed the depot, each Monday."),
    "equals": _("The price agreed a pair for equal articles of another owner that left for a case."),
    "charge_back": _("Cost of a defect proven to be of the maker's lot; you answered before it was charged."),
    "fund": _("Freight and handling of a return whose cause is unproven: nobody is charged."),
}
# The accounts of a firm, as its statement calls them.
ACCOUNTS = {
    "bank": _("Bank"),
    "receivable": _("Owed by buyers"),
    "revenue": _("Sales"),
    "purchases": _("Knitting bought"),
    "payable": _("Owed to makers"),
    "freight": _("Freight"),
    "owed_to_town": _("Owed to the town"),
    "refunds": _("Refunds and credits"),
    "return_costs": _("Costs of returns"),
    "resale": _("Sales of seconds"),
    "depot_fees": _("Fees of overseas depots"),
    "owed_to_depots": _("Owed to overseas depots"),
    "owed_by_owners": _("Owed by owners of goods overseas"),
    "depot_income": _("Income of overseas depots"),
    "charge_backs": _("Charge-backs of defects"),
}
GOODS = {
    "delivered": _("Delivered and billed to buyers"),
    "knitted_for_others": _("Knitted for other firms"),
    "knitted_by_others": _("Knitted by other firms for you"),
    "returned": _("Came back"),
    "exchanged": _("of it replaced by other pairs"),
    "made_good": _("Made good without goods coming back"),
}
REMINDERS = {
    0: _("It states the account; nothing is overdue."),
    1: _("It reminds in a friendly way of what is overdue."),
    2: _("It reminds firmly: something is more than 30 days overdue."),
    3: _("It is a last reminder: something is more than 60 days overdue."),
}
# The ages of a debt, the latest first; the name is the field of `Owed`.
AGES = {
    "older_minor": _("Over 90 days late"),
    "to_90_days_minor": _("61–90 days late"),
    "to_60_days_minor": _("31–60 days late"),
    "to_30_days_minor": _("1–30 days late"),
    "not_due_minor": _("Not yet due"),
}
