"""Make the statement of account between two firms, and send it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf, Right, Substr

from dukou.base.errors import Missing
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.post import door as post
from dukou.post.records import Facts, NewNotice
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry
from dukou.settlement import models, rules
from dukou.settlement.door.books import OPEN
from dukou.settlement.door.debts import PARTY_FIELDS, sums_by_age
from dukou.settlement.door.show import INVOICE_FIELDS
from dukou.settlement.records import InvoiceRecord, Owed, Party, Statement

MOST_SHOWN = 500
# What is sent, by how firmly it reminds.
TEMPLATES = ("settlement.statement", *(f"settlement.reminder_{step}" for step in (1, 2, 3)))
PARTIES = tuple(f"{side}__{name}" for side in ("seller", "buyer") for name in PARTY_FIELDS)


def statement(buyer: str, *, viewer: Viewer, since: date, on: date) -> Statement:
    """Return what the viewer's firm states to one of its buyers; to others it never billed there is none."""
    rows = models.Invoice.objects.filter(buyer__code=buyer, seller_id=viewer.firm)
    return _statement(rows if viewer.firm else rows.none(), since, on)


def statement_from(seller: str, *, viewer: Viewer, since: date, on: date) -> Statement:
    """Return what a seller states to the viewer's firm; where it never billed there is none."""
    rows = models.Invoice.objects.filter(seller__code=seller, buyer_id=viewer.firm)
    return _statement(rows if viewer.firm else rows.none(), since, on)


def send_statement(buyer: str, *, viewer: Viewer, on: date, now: datetime) -> bool:
    """Tell the buyer's people of the statement, at most once a day, and return whether that was now.

    Where something is overdue it reminds of it, the more firmly the older it is.
    """
    stated = statement(buyer, viewer=viewer, since=on, on=on)
    seller, to = stated.seller, stated.buyer
    template, key = TEMPLATES[stated.step], f"{TEMPLATES[0]}:{seller.id}:{to.id}:{on}"
    with transaction.atomic():
        _row, is_new = models.StatementSent.objects.get_or_create(
            seller_id=seller.id,
            buyer_id=to.id,
            on=on,
            defaults={"owed_minor": stated.closing_minor, "step": stated.step, "sent_at": now},
        )
        if not is_new:
            return False
        told = _told(stated)
        post.notify([NewNotice(to.id, template, told, key=key)], viewer=viewer, now=now)
        registry.write_to(to.id, template, told, key=key, viewer=viewer, now=now)
        owed = {"owed_minor": stated.closing_minor, "buyer": to.id}
        provenance.append([NewFact("settlement.statement_sent", to.code, seller.id, owed, on)], viewer=viewer, now=now)
    return True


def _told(stated: Statement) -> Facts:
    """Return what notice and letter say: the letter's words need the amount as text."""
    owed, overdue = (Money(one, stated.currency) for one in (stated.closing_minor, stated.owed.overdue_minor))
    return {
        "seller": stated.seller.code,
        "seller_zh": stated.seller.name_zh,
        "seller_en": stated.seller.name_en,
        "on": str(stated.on),
        "owed_minor": owed.amount_minor,
        "currency": owed.currency,
        "owed": f"{owed.decimal():,} {owed.currency}",
        "overdue_minor": overdue.amount_minor,
        "overdue": f"{overdue.decimal():,} {overdue.currency}",
    }


def _statement(invoices: QuerySet[models.Invoice], since: date, on: date) -> Statement:
    first = invoices.order_by("id").values_list(*PARTIES, "currency").first()
    if first is None:
        raise Missing("settlement.never_billed")
    width = len(PARTY_FIELDS)
    seller, buyer = Party(*first[:width]), Party(*first[width : 2 * width])
    moved = _movements(invoices, seller.id, buyer.id)
    closing = moved.filter(entry__on__lte=on).aggregate(total=Sum("amount_minor", default=0))["total"]
    opening, movements = rules.with_balances(_rows(moved, since, on), closing)
    still_open = invoices.filter(OPEN).order_by("due_on", "code").values_list(*INVOICE_FIELDS)
    listed = tuple(InvoiceRecord(*row) for row in still_open[:MOST_SHOWN])
    sent = models.StatementSent.objects.filter(seller_id=seller.id, buyer_id=buyer.id).order_by("-on")
    return Statement(
        seller=seller,
        buyer=buyer,
        since=since,
        on=on,
        currency=first[-1],
        opening_minor=opening,
        movements=movements,
        closing_minor=closing,
        open=listed,
        owed=Owed(first[-1], **invoices.filter(OPEN).aggregate(**sums_by_age(on))),
        sent_on=sent.values_list("on", flat=True).first(),
        step=rules.reminder_step(listed[0].due_on if listed else None, on),
    )


def _movements(invoices: QuerySet[models.Invoice], seller: int, buyer: int) -> QuerySet[models.Posting]:
    """Return the postings on what the buyer owes: of an order the seller bills one firm alone."""
    of_both = Q(entry__order__in=invoices.values("order_id"))
    of_both |= Q(entry__kind="netting", entry__key__startswith=rules.netting_key(seller, buyer))
    return models.Posting.objects.filter(of_both, account__firm_id=seller, account__kind="receivable")


def _rows(moved: QuerySet[models.Posting], since: date, on: date) -> list[Any]:
    """Return the newest movements of the period, oldest first, each with its paper.

    The maker of another firm's order is not told the order.
    """
    invoice = models.Invoice.objects.filter(
        seller_id=OuterRef("account__firm_id"), order_id=OuterRef("entry__order_id"), on=OuterRef("entry__on")
    )
    code_in_key = Case(
        When(entry__kind="payment", then=Substr("entry__key", len("payment:") + 1)),
        When(entry__kind="netting", then=Right("entry__key", len("2026-01"))),
        default=Substr("entry__key", len("refund:") + 1),
    )
    order = F("entry__order__seller_id")
    shown = moved.filter(entry__on__gte=since, entry__on__lte=on).annotate(
        reference=Case(
            When(entry__kind__in=["invoice", "back_to_back"], then=Subquery(invoice.values("code")[:1])),
            default=code_in_key,
        ),
        order_ref=Case(
            When(
                account__firm_id=order,
                then=Coalesce(NullIf("entry__order__external_ref", Value("")), "entry__order__code"),
            ),
            default=Value(""),
        ),
    )
    rows = shown.order_by("-entry__on", "-id").values_list(
        "entry__on", "entry__kind", "reference", "order_ref", "amount_minor"
    )
    return list(reversed(rows[:MOST_SHOWN]))
