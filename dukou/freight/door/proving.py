"""Open the live proof: who takes part, what carriers billed, and what the bills prove."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max

from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.money import minor_digits
from dukou.base.viewer import FACTORY, Viewer
from dukou.freight import models, rules
from dukou.freight.records.proving import AsBilled, NewCarrierBill, NewPastBill
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry

MOST_BILLS = 2_000
MOST_MONTHS = 600
CARRIER = "carrier"
YUAN_E6 = 10**6
CHARGED = ("load_id", "load__destination__zone", "own_best_minor", "charge_minor", "waiting_minor")


def join_proof(joins: bool, *, viewer: Viewer, on: date, now: datetime) -> bool:
    """Let the viewer's firm join the live proof or leave it from now on; return whether it takes part.

    Loads that were offered before stay as they are. The same answer again changes nothing.
    """
    firm = _factory(viewer)
    with transaction.atomic():
        if in_proof(viewer=viewer) != joins:
            models.ProofConsent.objects.create(firm_id=firm, joins=joins, on=on)
            fact = NewFact("freight.proof_joined", str(firm), firm, {"joins": int(joins)}, on)
            provenance.append([fact], viewer=viewer, now=now)
    return joins


def _factory(viewer: Viewer) -> int:
    if viewer.firm is None or FACTORY not in viewer.roles:
        raise Missing("freight.proof_not_found")
    return viewer.firm


def in_proof(*, viewer: Viewer) -> bool:
    """Tell whether the viewer's own firm takes part in the live proof."""
    return viewer.firm in consenting([viewer.firm]) if viewer.firm is not None else False


def consenting(firms: Collection[int]) -> frozenset[int]:
    """Return which of these firms take part in the live proof."""
    rows = models.ProofConsent.objects.filter(firm_id__in=firms)
    latest = rows.values("firm_id").annotate(last=Max("id")).values("last")
    return frozenset(models.ProofConsent.objects.filter(id__in=latest, joins=True).values_list("firm_id", flat=True))


def record_carrier_bills(rows: Sequence[NewCarrierBill], *, viewer: Viewer, on: date, now: datetime) -> Outcome[int]:
    """Enter lines of carriers' invoices, each for itself, and return the rows that stand; for the shared desks.

    A line is matched to the load, and to the firm that went alone, which it names; one that names neither known one is
    kept without a match and counts for nothing. A line that is entered already is refused.
    """
    entered, outcome = judge_carrier_bills(rows, viewer=viewer)
    _enter(entered, viewer, on, now)
    return outcome


def judge_carrier_bills(
    rows: Sequence[NewCarrierBill], *, viewer: Viewer
) -> tuple[list[models.CarrierBill], Outcome[int]]:
    """Return what lines of invoices would enter, and which rows stand; nothing is written. For the shared desks."""
    if not viewer.runs_desks:
        raise Missing("freight.proof_not_found")
    if len(rows) > MOST_BILLS:
        raise Refusal("freight.too_many_rows", {"most": MOST_BILLS})
    carriers = {one.code: one.id for one in registry.firms(viewer=viewer, kinds=[CARRIER])}
    rates = {day: _rates(day) for day in {one.billed_on for one in rows}}
    loads = dict(models.Load.objects.filter(code__in={one.reference for one in rows}).values_list("code", "id"))
    firms = {one.code: one.id for one in registry.firms(viewer=viewer)}
    known = set(
        models.CarrierBill.objects.filter(invoice__in={one.invoice for one in rows}).values_list(
            "carrier_id", "invoice", "line"
        )
    )
    entered: list[models.CarrierBill] = []
    done: list[int] = []
    refused: list[Refused] = []
    for row, new in enumerate(rows):
        try:
            rules.require_bill(new, carriers)
            amount = _in_yuan(new, rates[new.billed_on])
            if (carriers[new.carrier], new.invoice, new.line) in known:
                raise Refusal("freight.bill_known", {"invoice": new.invoice, "line": new.line})
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
            continue
        known.add((carriers[new.carrier], new.invoice, new.line))
        is_matched = new.reference in loads and (new.firm is None or new.firm in firms)
        entered.append(
            models.CarrierBill(
                carrier_id=carriers[new.carrier],
                invoice=new.invoice,
                line=new.line,
                reference=new.reference,
                load_id=loads[new.reference] if is_matched else None,
                firm_id=firms[new.firm] if is_matched and new.firm is not None else None,
                service=new.service,
                amount_minor=amount,
                billed_on=new.billed_on,
            )
        )
        done.append(row)
    return entered, Outcome(tuple(done), tuple(refused))


def _enter(entered: Sequence[models.CarrierBill], viewer: Viewer, on: date, now: datetime) -> None:
    if not entered:
        return
    try:
        with transaction.atomic():
            models.CarrierBill.objects.bulk_create(entered)
            payload = {"lines": len(entered), "matched": sum(one.load_id is not None for one in entered)}
            provenance.append([NewFact("freight.bills_recorded", str(on), None, payload, on)], viewer=viewer, now=now)
    except IntegrityError:
        raise Refusal("freight.bills_recorded_meanwhile", {}) from None


def _rates(on: date) -> dict[str, int]:
    return {"CNY": YUAN_E6} | {one.currency: one.rate_e6 for one in registry.exchange_rates(on=on)}


def _in_yuan(new: NewCarrierBill, rates: Mapping[str, int]) -> int:
    if new.currency not in rates:
        raise Refusal("freight.no_rate", {"currency": new.currency[:3], "on": str(new.billed_on)})
    scale = Decimal(10) ** (minor_digits("CNY") - minor_digits(new.currency))
    exact = Decimal(new.amount_minor * rates[new.currency]) * scale / YUAN_E6
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def record_past_bills(rows: Sequence[NewPastBill], *, viewer: Viewer, on: date, now: datetime) -> Outcome[int]:
    """Enter what the viewer's own firm was billed for freight in past months, each for itself; the latest counts."""
    firm, outcome = judge_past_bills(rows, viewer=viewer)
    with transaction.atomic():
        models.PastBill.objects.bulk_create(
            models.PastBill(
                firm_id=firm,
                month=rows[row].month.replace(day=1),
                zone=rows[row].zone,
                pairs=rows[row].pairs,
                amount_minor=rows[row].amount_minor,
                on=on,
            )
            for row in outcome.done
        )
        if outcome.done:
            fact = NewFact("freight.past_bills_recorded", str(firm), firm, {"rows": len(outcome.done)}, on)
            provenance.append([fact], viewer=viewer, now=now)
    return outcome


def judge_past_bills(rows: Sequence[NewPastBill], *, viewer: Viewer) -> tuple[int, Outcome[int]]:
    """Return the firm whose past months these are, and which rows stand; nothing is written."""
    firm = _factory(viewer)
    if len(rows) > MOST_MONTHS:
        raise Refusal("freight.too_many_rows", {"most": MOST_MONTHS})
    zones = {one.zone for one in registry.destinations()}
    done: list[int] = []
    refused: list[Refused] = []
    for row, new in enumerate(rows):
        try:
            rules.require_past(new, zones)
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
        else:
            done.append(row)
    return firm, Outcome(tuple(done), tuple(refused))


def as_billed(*, viewer: Viewer) -> list[AsBilled]:
    """Return the third baseline of the viewer's own firm, by zone: its last twelve months as its invoices say."""
    if viewer.firm is None:
        return []
    latest: dict[tuple[date, str], tuple[int, int]] = {}
    rows = models.PastBill.objects.filter(firm_id=viewer.firm).order_by("id")
    for month, zone, pairs, amount in rows.values_list("month", "zone", "pairs", "amount_minor"):
        latest[month, zone] = (pairs, amount)
    if not latest:
        return []
    return rules.as_billed(latest, _since_joining(viewer.firm))


def _since_joining(firm: int) -> dict[str, tuple[int, int, int]]:
    """Return by zone the pairs that have left, and what they cost at own best and together."""
    pairs = dict(models.Baseline.objects.filter(firm_id=firm).values_list("load_id", "pairs"))
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for load, zone, own_best, charge, waiting in models.Charge.objects.filter(firm_id=firm).values_list(*CHARGED):
        sums = found[zone]
        for place, amount in enumerate((pairs[load], own_best, charge + waiting)):
            sums[place] += amount
    return {zone: (sums[0], sums[1], sums[2]) for zone, sums in found.items()}
