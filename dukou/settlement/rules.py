"""Decide what is posted for each event; debits are positive and each entry sums to zero."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from dukou.base.draws import uniforms
from dukou.base.money import split
from dukou.depot.records.abroad import FeeBill
from dukou.freight.records import LoadBill
from dukou.returns.records import ClosedCase
from dukou.settlement.records import EntryKind, Movement, NewEntry, NewInvoice, Side

LATE_SHARE = 0.2
LATEST_DAYS = 21
# Debts are aged by so many days past their due date.
AGES = (30, 60, 90)
AGE_NAMES = ("to_30_days_minor", "to_60_days_minor", "to_90_days_minor", "older_minor")
# When, what kind, which paper, which order, how much.
MovementRow = tuple[date, str, str, str, int]


def require_balance(entry: NewEntry) -> None:
    """Raise ValueError unless the entry sums to zero and moves something."""
    if not entry.sides or sum(amount for _firm, _account, amount in entry.sides) != 0:
        raise ValueError(f"{entry.key} does not balance")


def moved(sides: Iterable[Side]) -> tuple[Side, ...]:
    """Leave out the sides that move nothing."""
    return tuple(side for side in sides if side[2] != 0)


def earned_minor(amount_minor: int, *, awarded_pairs: int, delivered_pairs: int) -> int:
    """Return what of an award's amount is owed: inspection may have let fewer pairs pass than were awarded."""
    return split(amount_minor, [delivered_pairs, awarded_pairs - delivered_pairs])[0]


def invoice_entry(invoice: NewInvoice) -> NewEntry:
    """Post what is owed for delivered goods: to the seller of record, or by it to the firm that knitted them."""
    sides: list[Side] = [
        (invoice.seller, "receivable", invoice.amount_minor),
        (invoice.seller, "revenue", -invoice.amount_minor),
    ]
    if invoice.kind == "back_to_back":
        sides += [
            (invoice.buyer, "purchases", invoice.amount_minor),
            (invoice.buyer, "payable", -invoice.amount_minor),
        ]
    return NewEntry(
        key=f"invoice:{invoice.order}:{invoice.seller}:{invoice.on}",
        kind="invoice" if invoice.kind == "sale" else "back_to_back",
        on=invoice.on,
        firm=invoice.seller,
        order=invoice.order,
        sides=tuple(sides),
    )


def freight_entry(bill: LoadBill, *, on: date) -> NewEntry:
    """Post a load: each firm owes the town its share; the town owes carriers their price and bears its own handling.

    What no firm may be charged is the town's shortfall. `require_balance` refuses an entry whose shares and shortfall
    do not make up the cost.
    """
    billed = sum(charge for _firm, charge in bill.charges)
    sides: list[Side] = []
    for firm, charge in bill.charges:
        sides += [(firm, "freight", charge), (firm, "owed_to_town", -charge)]
    sides += [
        (None, "owed_by_firms", billed),
        (None, "shortfall", bill.shortfall_minor),
        (None, "service_costs", -bill.handling_minor),
        (None, "carriers", bill.handling_minor - bill.pooled_minor),
    ]
    return NewEntry(key=f"freight:{bill.code}", kind="freight", on=on, sides=moved(sides))


def depot_fee_entry(bill: FeeBill, *, on: date) -> NewEntry:
    """Post a fee of a depot overseas: the owner of the goods owes it to the firm that runs the depot."""
    return NewEntry(
        key=f"depot_fee:{bill.code}",
        kind="depot_fee",
        on=on,
        firm=bill.owner,
        sides=(
            (bill.owner, "depot_fees", bill.cny_minor),
            (bill.owner, "owed_to_depots", -bill.cny_minor),
            (bill.operator, "owed_by_owners", bill.cny_minor),
            (bill.operator, "depot_income", -bill.cny_minor),
        ),
    )


def return_entries(case: ClosedCase, *, on: date, credit_minor: int, refund_minor: int) -> list[NewEntry]:
    """Post a closed return: what is made good in money, what it costs, and what seconds bring.

    `credit_minor` lowers what the buyer owes, `refund_minor` goes back to a buyer who has paid. Goods that go back to
    the shelf, and goods that leave it as replacements, move no money.
    """
    seller = case.firm
    sides: dict[EntryKind, tuple[Side, ...]] = {
        "refund": (
            (seller, "refunds", credit_minor + refund_minor),
            (seller, "receivable", -credit_minor),
            (seller, "bank", -refund_minor),
        ),
        "return_costs": (
            (seller, "return_costs", case.freight_minor + case.handling_minor),
            (seller, "owed_to_town", -case.freight_minor - case.handling_minor),
            (None, "owed_by_firms", case.freight_minor + case.handling_minor),
            (None, "carriers", -case.freight_minor),
            (None, "service_costs", -case.handling_minor),
        ),
        "resale": ((seller, "bank", case.resale_minor), (seller, "resale", -case.resale_minor)),
    }
    return [
        NewEntry(f"{kind}:{case.code}", kind, on, moved(some), firm=seller, order=case.order_id)
        for kind, some in sides.items()
        if moved(some)
    ]


def payment_entry(
    *, invoice: str, kind: str, on: date, seller: int, buyer: int, order: int, open_minor: int
) -> NewEntry:
    """Post the payment of what is open; a seller of record that pays its maker keeps books here too."""
    sides: list[Side] = [(seller, "bank", open_minor), (seller, "receivable", -open_minor)]
    if kind == "back_to_back":
        sides += [(buyer, "payable", open_minor), (buyer, "bank", -open_minor)]
    return NewEntry(key=f"payment:{invoice}", kind="payment", on=on, firm=seller, order=order, sides=tuple(sides))


def town_payment_entry(*, firm: int, on: date, owed_minor: int) -> NewEntry:
    """Post a firm's payment of all it owes the town for freight and returns."""
    return NewEntry(
        key=f"town:{firm}:{on}",
        kind="town_payment",
        on=on,
        firm=firm,
        sides=(
            (firm, "owed_to_town", owed_minor),
            (firm, "bank", -owed_minor),
            (None, "bank", owed_minor),
            (None, "owed_by_firms", -owed_minor),
        ),
    )


def carriers_payment_entry(*, on: date, owed_minor: int) -> NewEntry:
    """Post the town's payment of all it owes the carriers."""
    return NewEntry(
        key=f"carriers:{on}",
        kind="carriers_payment",
        on=on,
        sides=((None, "carriers", owed_minor), (None, "bank", -owed_minor)),
    )


def depots_payment_entry(*, owner: int, operator: int, on: date, owed_minor: int) -> NewEntry:
    """Post an owner's payment of all it owes a firm that runs depots overseas."""
    return NewEntry(
        key=f"depots:{owner}:{operator}:{on}",
        kind="depots_payment",
        on=on,
        firm=owner,
        sides=(
            (owner, "owed_to_depots", owed_minor),
            (owner, "bank", -owed_minor),
            (operator, "bank", owed_minor),
            (operator, "owed_by_owners", -owed_minor),
        ),
    )


def days_late(draws: Sequence[int]) -> list[int]:
    """Draw how many days after the due date each of the demo's buyers pays: four in five on the day."""
    late, days = uniforms("settlement.late", draws), uniforms("settlement.days_late", draws)
    return [int(1 + d * LATEST_DAYS) if chance < LATE_SHARE else 0 for chance, d in zip(late, days, strict=True)]


def due_on(on: date, term_days: int) -> date:
    """Return when an invoice of this day falls due."""
    return on + timedelta(days=term_days)


def ages(on: date) -> dict[str, tuple[date | None, date | None]]:
    """Return for each age of a debt the first and the last due date of it; None has no end."""
    bounds = [on - timedelta(days=days) for days in AGES]
    starts, ends = [*bounds, None], [on - timedelta(days=1), *(bound - timedelta(days=1) for bound in bounds)]
    return {"not_due_minor": (on, None)} | dict(zip(AGE_NAMES, zip(starts, ends, strict=True), strict=True))


def with_balances(rows: Sequence[MovementRow], closing_minor: int) -> tuple[int, tuple[Movement, ...]]:
    """Return the opening balance, and the movements, oldest first, each with the balance after it."""
    opening = balance = closing_minor - sum(row[-1] for row in rows)
    movements = []
    for on, kind, reference, order_ref, amount in rows:
        balance += amount
        movements.append(Movement(on, kind, reference, order_ref, amount, balance))
    return opening, tuple(movements)
