"""Open the books."""

from dukou.settlement.door.debts import i_owe, owed_to_me
from dukou.settlement.door.depots import depot_account
from dukou.settlement.door.desk import desk, overdue_in_town
from dukou.settlement.door.mine import my_invoices, my_postings
from dukou.settlement.door.months import month_statement
from dukou.settlement.door.netting import agree_netting, netting_offers
from dukou.settlement.door.post import post_day
from dukou.settlement.door.show import (
    balances,
    export_postings,
    invoices_of_orders,
    trial_balance,
    under_way,
)
from dukou.settlement.door.statements import send_statement, statement, statement_from

__all__ = [
    "agree_netting",
    "balances",
    "depot_account",
    "desk",
    "export_postings",
    "i_owe",
    "invoices_of_orders",
    "month_statement",
    "my_invoices",
    "my_postings",
    "netting_offers",
    "overdue_in_town",
    "owed_to_me",
    "post_day",
    "send_statement",
    "statement",
    "statement_from",
    "trial_balance",
    "under_way",
]
