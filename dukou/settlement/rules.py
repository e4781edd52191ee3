"""Decide what is posted for each event; debits are positive and each entry sums to zero."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from dukou.base.draws import uniforms
from dukou.base.money import split
from dukou.depot.records.abroad import FeeBill
from dukou.freight.records import LoadBill
from dukou.provenance.records import NewFact
from dukou.returns.records import ClosedCase
from dukou.returns.records.faults import ChargedBack
from dukou.returns.records.policy import OwedForEquals
from dukou.settlement.records import AccountKind, EntryKind, Movement, Netted, NewEntry, NewInvoice, OpenDebt, Side

LATE_SHARE = 0.2
LATEST_DAYS = 21
# Debts are aged by so many days past their due date.
AGES = (30, 60, 90)
# A debt so many days late is reminded of in a friendly way, firmly, and a last time.
REMINDERS = (1, 31, 61)
AGE_NAMES = ("to_30_days_minor", "to_60_days_minor", "to_90_days_minor", "older_minor")
# Entries of the day of an invoice, and entries that pay all that is owed.
BILLED = frozenset(("invoice", "back_to_back"))
# Entries whose keys name the two firms that they are between.
OF_TWO = frozenset(("netting", "equals"))
# Entries by which firms pay each other for a paper, or the common fund pays one.
PAID = frozenset(("payment", "equals", "charge_back", "fund"))
PAY_ALL = frozenset(("town_payment", "carriers_payment", "depots_payment"))
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


def invoice_key(order: int, seller: int, on: date) -> str:
    """Return the key of the entry that an invoice makes."""
    return f"invoice:{order}:{seller}:{on}"


def reference(kind: str, key: str) -> str:
    """Return the code of the row behind an entry that is not of an invoice's day; none for a payment of all."""
    return "" if kind in PAY_ALL else key.rpartition(":")[2]


def paid_facts(entries: Iterable[NewEntry]) -> list[NewFact]:
    """Tell each firm what a paper, by its code, brought it or made it pay: what comes in is positive."""
    return [
        NewFact("settlement.paid", reference(one.kind, one.key), firm, {"amount_minor": amount}, one.on)
        for one in entries
        if one.kind in PAID
        for firm, account, amount in one.sides
        if account == "bank" and firm is not None
    ]


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
        key=invoice_key(invoice.order, invoice.seller, invoice.on),
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

    `credit_minor` lowers what the buyer owes, `refund_minor` goes back to a buyer who has paid. What no firm is charged
    is the common fund's. Goods that go back to the shelf, and goods that leave it as replacements, move no money.
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
            (None, "common_fund", case.borne_minor),
            (None, "carriers", -case.freight_minor - case.borne_freight_minor),
            (None, "service_costs", -case.handling_minor - case.borne_minor + case.borne_freight_minor),
        ),
        "resale": ((seller, "bank", case.resale_minor), (seller, "resale", -case.resale_minor)),
    }
    return [
        NewEntry(f"{kind}:{case.code}", kind, on, moved(some), firm=seller, order=case.order_id)
        for kind, some in sides.items()
        if moved(some)
    ]


def charge_back_entry(one: ChargedBack, *, on: date) -> NewEntry:
    """Post what a fault moves: its maker pays the seller, or the common fund does where the cause is unproven."""
    kind: EntryKind = "charge_back" if one.from_firm else "fund"
    account: AccountKind = "charge_backs" if one.from_firm else "common_fund"
    return NewEntry(
        key=f"{kind}:{one.case}",
        kind=kind,
        on=on,
        firm=one.to_firm,
        order=one.order_id,
        sides=(
            (one.from_firm, account, one.amount_minor),
            (one.from_firm, "bank", -one.amount_minor),
            (one.to_firm, "bank", one.amount_minor),
            (one.to_firm, "charge_backs", -one.amount_minor),
        ),
    )


def equals_entries(owed: Iterable[OwedForEquals], *, on: date) -> list[NewEntry]:
    """Post what sellers pay other owners for equal articles that left for their cases, at once, an entry a case."""
    sums: dict[tuple[int, int, str], int] = {}
    for one in owed:
        between = one.giver, one.seller, one.case
        sums[between] = sums.get(between, 0) + one.amount_minor
    return [
        NewEntry(
            key=f"equals:{giver}:{seller}:{case}",
            kind="equals",
            on=on,
            firm=giver,
            sides=(
                (giver, "bank", amount),
                (giver, "revenue", -amount),
                (seller, "purchases", amount),
                (seller, "bank", -amount),
            ),
        )
        for (giver, seller, case), amount in sums.items()
        if amount
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


def netting_key(one: int, other: int) -> str:
    """Return what keys of entries begin with that net the debts of two firms; the month follows."""
    return f"netting:{min(one, other)}:{max(one, other)}:"


def netted_parts(owed: Sequence[OpenDebt], amount_minor: int) -> list[tuple[OpenDebt, int]]:
    """Return what of each debt an amount pays, the oldest first; the parts sum to it where so much is owed."""
    parts, left = [], amount_minor
    for debt in owed:
        some = min(left, debt.open_minor)
        if some:
            parts.append((debt, some))
        left -= some
    return parts


def netting_entry(debts: Mapping[int, Sequence[OpenDebt]], *, month: date, on: date) -> Netted:
    """Post what two firms' debts to each other are lowered by: the lesser of the two sums, on both sides.

    Each firm is owed as much less as it owes less, so nobody's net position changes.

    Parameters
    ----------
    debts
        What each of the two firms is owed by the other one, the oldest first. Of one of them alone fees overseas.
    """
    first, second = sorted(debts)
    amount = min(sum(one.open_minor for one in owed) for owed in debts.values())
    parts = {creditor: netted_parts(owed, amount) for creditor, owed in debts.items()}
    sides: list[Side] = []
    for creditor, debtor in ((first, second), (second, first)):
        bills = sum(some for debt, some in parts[creditor] if debt.invoice is not None)
        fees = amount - bills
        sides += [(creditor, "receivable", -bills), (debtor, "payable", bills)]
        sides += [(creditor, "owed_by_owners", -fees), (debtor, "owed_to_depots", fees)]
    with_fees = next((one for one in parts if any(debt.invoice is None for debt, _some in parts[one])), second)
    entry = NewEntry(
        key=f"{netting_key(first, second)}{month:%Y-%m}",
        kind="netting",
        on=on,
        # Fees overseas are booked by their owner: here the debtor of whoever runs the depot.
        firm=first + second - with_fees,
        sides=moved(sides),
    )
    return Netted(first, second, month, amount, entry, parts)


def month_end(on: date) -> date:
    """Return the last day of a day's month."""
    return on.replace(day=monthrange(on.year, on.month)[1])


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


def by_age(owed: Iterable[tuple[date, int]], on: date) -> dict[str, int]:
    """Sum up debts, each with its due date, by their age on a day, and count the overdue ones."""
    sums = dict.fromkeys(ages(on), 0) | {"overdue": 0}
    for due_on, amount_minor in owed:
        late = (on - due_on).days
        name = "not_due_minor" if late <= 0 else AGE_NAMES[sum(late > days for days in AGES)]
        sums[name] += amount_minor
        sums["overdue"] += late > 0
    return sums


def reminder_step(oldest_due_on: date | None, on: date) -> int:
    """Return how firmly a statement reminds: 0 where nothing is overdue, then 1 to 3 by the age of the oldest debt."""
    late = (on - oldest_due_on).days if oldest_due_on else 0
    return sum(late >= days for days in REMINDERS)


def with_balances(rows: Sequence[MovementRow], closing_minor: int) -> tuple[int, tuple[Movement, ...]]:
    """Return the opening balance, and the movements, oldest first, each with the balance after it."""
    opening = balance = closing_minor - sum(row[-1] for row in rows)
    movements = []
    for on, kind, reference, order_ref, amount in rows:
        balance += amount
        movements.append(Movement(on, kind, reference, order_ref, amount, balance))
    return opening, tuple(movements)
