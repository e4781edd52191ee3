"""Open the books."""

from dukou.settlement.door.post import post_day
from dukou.settlement.door.show import (
    balances,
    export_postings,
    invoices_of_orders,
    owed_to_me,
    statement,
    trial_balance,
    under_way,
)

__all__ = [
    "balances",
    "export_postings",
    "invoices_of_orders",
    "owed_to_me",
    "post_day",
    "statement",
    "trial_balance",
    "under_way",
]
