"""Audit the books from their rows alone, with SQL of its own, as one who trusts no door."""

from collections import defaultdict
from typing import Any

from django.db import connection


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def faults() -> list[str]:
    """Return what is wrong with the books; an honest town has nothing."""
    found = []
    sums: dict[tuple[int, str], int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for entry, currency, amount in rows("SELECT entry_id, currency, amount_minor FROM settlement_posting"):
        sums[entry, currency] += amount
        total[currency] += amount
    found += [f"entry {entry} is {amount} {currency}" for (entry, currency), amount in sums.items() if amount]
    found += [f"all postings are {amount} {currency}" for currency, amount in total.items() if amount]
    posted = {entry for entry, _currency in sums}
    found += [f"entry {key} has no posting" for (key,) in rows("SELECT id FROM settlement_entry") if key not in posted]
    keys = [key for (key,) in rows("SELECT key FROM settlement_entry")]
    found += [f"{key} is posted twice" for key in set(keys) if keys.count(key) > 1]
    return found + wrong_invoices() + wrong_debts()


def wrong_invoices() -> list[str]:
    """Return the invoices that are paid or credited beyond their amount, or refunded beyond what was paid."""
    found = rows("SELECT code, amount_minor, credited_minor, paid_minor, refunded_minor FROM settlement_invoice")
    return [
        f"invoice {code}"
        for code, amount, credited, paid, refunded in found
        if min(credited, paid, refunded) < 0 or credited + paid > amount or refunded > paid
    ]


def wrong_debts() -> list[str]:
    """Return whose receivables or payables are not what its invoices leave open."""
    books: dict[tuple[str, int], int] = defaultdict(int)
    for (firm, kind), amount in balances().items():
        if firm is not None and kind in {"receivable", "payable"}:
            books[kind, firm] += amount
    for firm, kind, buyer, left in rows(
        "SELECT seller_id, kind, buyer_id, amount_minor - credited_minor - paid_minor FROM settlement_invoice"
    ):
        books["receivable", firm] -= left
        if kind == "back_to_back":
            books["payable", buyer] += left
    return [f"{kind} of {firm} is wrong by {amount}" for (kind, firm), amount in books.items() if amount]


def balances() -> dict[tuple[int | None, str], int]:
    """Return each account's balance that is not zero, by firm (None is the town) and kind."""
    found: dict[tuple[int | None, str], int] = defaultdict(int)
    for firm, kind, amount in rows(
        "SELECT a.firm_id, a.kind, p.amount_minor FROM settlement_posting p JOIN settlement_account a"
        " ON a.id = p.account_id"
    ):
        found[firm, kind] += amount
    return {account: amount for account, amount in found.items() if amount}
