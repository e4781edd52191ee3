"""Let two firms agree to net what they owe each other at the end of a month, and net it.

What is netted are invoices that makers and sellers of record send each other, and fees of a depot overseas that one of
the two runs. A buyer's own purchases are not in the town's books, and so are not netted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.settlement import models, rules
from dukou.settlement.door.books import OPEN, owners_owing, write_entries
from dukou.settlement.door.debts import OPEN_MINOR, PARTY_FIELDS
from dukou.settlement.records import DoneNetting, Netted, NettingOffer, OpenDebt, Party

# What a firm that runs depots overseas is owed by an owner of goods, by both.
Fees = Mapping[tuple[int, int], int]


def netting_offers(*, viewer: Viewer, on: date) -> list[NettingOffer]:
    """Return the firms with which the viewer's firm could net debts this month, the largest amount first.

    Firms with which it agreed on this month, or netted before, are among them.
    """
    me = viewer.firm
    if me is None:
        return []
    to_me = _sums(models.Invoice.objects.filter(seller_id=me), "buyer")
    by_me = _sums(models.Invoice.objects.filter(buyer_id=me), "seller")
    fees, done = _fees(), _done(me)
    agreed = set(_agreed(on.replace(day=1)).values_list("firm_id", "partner_id"))
    offers = [
        NettingOffer(
            partner=party,
            owed_to_me_minor=to_me.get(party, 0) + fees.get((me, party.id), 0),
            i_owe_minor=by_me.get(party, 0) + fees.get((party.id, me), 0),
            i_agreed=(me, party.id) in agreed,
            partner_agreed=(party.id, me) in agreed,
            done=tuple(done[party.id]),
        )
        for party in {**to_me, **by_me}
    ]
    shown = [one for one in offers if one.amount_minor or one.i_agreed or one.partner_agreed or one.done]
    return sorted(shown, key=lambda one: (-one.amount_minor, one.partner.id))


def agree_netting(partner: str, month: date, *, agrees: bool, viewer: Viewer, on: date, now: datetime) -> bool:
    """Agree to net this month's debts with another firm, or withdraw, and return whether that changed anything.

    Firms that never knitted for each other are strangers here. What is netted stays so.
    """
    me, other = viewer.firm, _trades_with(partner, viewer)
    if month != on.replace(day=1):
        raise Refusal("settlement.not_this_month")
    whose = {"firm_id": me, "partner_id": other, "month": month}
    with transaction.atomic():
        changed = _agree(whose, now) if agrees else bool(_agreed(month).filter(**whose).update(withdrawn_at=now))
        # Looked at last: who waited for the day to be posted finds it over.
        if models.SettledDay.objects.filter(on=rules.month_end(month)).exists():
            raise Refusal("settlement.month_is_over")
        if changed:
            kind = "settlement.netting_agreed" if agrees else "settlement.netting_withdrawn"
            provenance.append([NewFact(kind, partner, me, {"month": f"{month:%Y-%m}"}, on)], viewer=viewer, now=now)
    return changed


def net(on: date) -> list[Netted]:
    """Net on the last day of a month what firms agreed to, in the caller's transaction, each two for themselves.

    Invoices are marked as paid, the oldest first; the caller writes the facts.
    """
    month = on.replace(day=1)
    if on != rules.month_end(on):
        return []
    locked = _agreed(month).order_by("id").select_for_update()
    agreed = set(locked.values_list("firm_id", "partner_id"))
    fees, found = _fees(), []
    for first, second in sorted(pair for pair in agreed if pair[0] < pair[1] and pair[::-1] in agreed):
        debts = {first: _owed(first, second, fees), second: _owed(second, first, fees)}
        if all(debts.values()):
            found.append(rules.netting_entry(debts, month=month, on=on))
    for one in found:
        _write(one)
    if found:
        write_entries([one.entry for one in found])
    return found


def netting_facts(netted: Iterable[Netted]) -> list[NewFact]:
    """Return what tells both firms of each netting."""
    return [
        NewFact(
            "settlement.netted",
            f"{one.month:%Y-%m}",
            firm,
            {"amount_minor": one.amount_minor, "partner": partner},
            one.entry.on,
        )
        for one in netted
        for firm, partner in ((one.first, one.second), (one.second, one.first))
    ]


def _agreed(month: date) -> QuerySet[models.NettingConsent]:
    return models.NettingConsent.objects.filter(month=month, withdrawn_at=None)


def _agree(whose: Mapping[str, object], now: datetime) -> bool:
    """Write an agreement, or renew a withdrawn one, and return whether that was needed."""
    row, is_new = models.NettingConsent.objects.get_or_create(**whose, defaults={"agreed_at": now})
    again = models.NettingConsent.objects.filter(pk=row.pk).exclude(withdrawn_at=None)
    return is_new or bool(again.update(agreed_at=now, withdrawn_at=None))


def _trades_with(code: str, viewer: Viewer) -> int:
    """Return the firm of a code with which the viewer's firm knits: in either direction."""
    billed = models.Invoice.objects.filter(kind="back_to_back")
    for rows, partner in (
        (billed.filter(seller_id=viewer.firm, buyer__code=code), "buyer_id"),
        (billed.filter(buyer_id=viewer.firm, seller__code=code), "seller_id"),
    ):
        found: int | None = rows.values_list(partner, flat=True).first() if viewer.firm and code.isalnum() else None
        if found is not None:
            return found
    raise Missing("settlement.never_billed")


def _sums(invoices: QuerySet[models.Invoice], partner: str) -> dict[Party, int]:
    """Return what is open of invoices for knitting, by the firm on the other side; nothing where all is paid."""
    named = [f"{partner}__{name}" for name in PARTY_FIELDS]
    rows = invoices.filter(kind="back_to_back").values_list(*named)
    return {Party(*row[:-1]): row[-1] for row in rows.annotate(open_minor=Sum(OPEN_MINOR))}


def _fees() -> Fees:
    """Return what owners owe who runs a depot; two who owe each other fees pay those in money."""
    fees = {(operator, owner): owed for owner, operator, owed in owners_owing()}
    return {pair: owed for pair, owed in fees.items() if pair[::-1] not in fees}


def _done(me: int) -> dict[int, list[DoneNetting]]:
    """Return what the firm netted before, the newest first, by the firm on the other side."""
    found = defaultdict(list)
    rows = models.Netting.objects.filter(Q(first_id=me) | Q(second_id=me)).order_by("-month")
    for one in rows:
        partner = one.second_id if one.first_id == me else one.first_id
        found[partner].append(DoneNetting(one.month, one.on, one.amount_minor))
    return found


def _owed(creditor: int, debtor: int, fees: Fees) -> Sequence[OpenDebt]:
    """Return what a firm owes another one: open invoices for knitting, the oldest first, then fees overseas."""
    rows = models.Invoice.objects.filter(OPEN, kind="back_to_back", seller_id=creditor, buyer_id=debtor)
    bills = [OpenDebt(*row) for row in rows.order_by("due_on", "id").values_list("id", OPEN_MINOR)]
    fee = fees.get((creditor, debtor), 0)
    return [*bills, *([OpenDebt(None, fee)] if fee else [])]


def _write(one: Netted) -> None:
    row = models.Netting.objects.create(
        first_id=one.first, second_id=one.second, month=one.month, on=one.entry.on, amount_minor=one.amount_minor
    )
    parts = [(creditor, debt.invoice, some) for creditor, owed in one.parts.items() for debt, some in owed]
    models.NettedPart.objects.bulk_create(
        models.NettedPart(netting=row, creditor_id=creditor, invoice_id=invoice, amount_minor=some)
        for creditor, invoice, some in parts
    )
    for invoice, some in ((invoice, some) for _creditor, invoice, some in parts if invoice is not None):
        paid = {"paid_minor": F("paid_minor") + some, "netted_minor": F("netted_minor") + some}
        models.Invoice.objects.filter(id=invoice).update(**paid)
