"""Open the bills: each firm sees its own part of a load, settlement the charges of a day."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from dukou.base.errors import Missing
from dukou.base.ids import as_code
from dukou.base.viewer import Viewer, require_town
from dukou.freight import models, rules
from dukou.freight.door.sharing import shares_told
from dukou.freight.records import APART, BilledShipment, BillPage, FirmBill, FirmCharge, FirmPart, LoadBill
from dukou.freight.records.sharing import ShareTold
from dukou.registry import door as registry

PAGE = 25
BIGGEST_KEY, MOST_DIGITS = 2**63 - 1, 18
CHARGE_FIELDS = ("firm_id", "own_best_minor", "charge_minor", "waiting_minor", "late_pairs")
LOAD_FIELDS = ("load_id", "load__code", "load__on", "load__destination__code", "load__is_pooled")
SORTS = {
    "on": "load__on",
    "destination": "load__destination__code",
    "own_best": "own_best_minor",
    "charge": "charge_minor",
    "saved": "saved",
}
GOODS = ("code", "pairs", "cartons", "grams", "ml", "tariff__service", "due_on", "arrives_on", "state")
BASELINE_FIELDS = ("shipments", "pairs", "naive_minor", "own_best_waiting_minor", "own_best_late_pairs")


def charges(*, on: date, viewer: Viewer) -> list[LoadBill]:
    """Return what each load of a day that has left costs, and who pays how much; for the town alone."""
    require_town(viewer)
    loads = models.Load.objects.filter(on=on, state="dispatched").order_by("id")
    rows = models.Charge.objects.filter(load__on=on, load__state="dispatched").order_by("firm_id")
    of_load: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for load, firm, charge in rows.values_list("load_id", "firm_id", "charge_minor"):
        of_load[load].append((firm, charge))
    return [
        LoadBill(load.code, load.pooled_minor, load.handling_minor, load.shortfall_minor, tuple(of_load[load.pk]))
        for load in loads
    ]


def bills(*, viewer: Viewer, before: str | None = None, firm: int | None = None) -> BillPage:
    """Return a page of the bills of the viewer's firm, newest first; desks see those of every firm, or of one."""
    rows = _visible(viewer) if firm is None else _of_firm(firm, viewer)
    total = rows.count()
    found = _read(_after(rows, before).order_by("-load__on", "-load_id", "firm_id")[: PAGE + 1])
    shown = found[:PAGE]
    more = len(found) > PAGE
    return BillPage(tuple(shown), total, f"{shown[-1].load}|{shown[-1].firm}" if more else None)


def bill_rows(
    *,
    viewer: Viewer,
    first: int = 0,
    count: int = PAGE,
    sort: str = "-on",
    search: str = "",
    destinations: Collection[str] = (),
) -> tuple[list[FirmBill], int]:
    """Return some of the bills that `bills` shows, in another order, and how many there are in all.

    `sort` is one of `SORTS`, after a minus from the largest down; `search` finds a load by its whole code, and
    `destinations` its place.
    """
    rows = _visible(viewer)
    if search or destinations:
        rows = rows.filter(Q(load__code=search) | Q(load__destination__code__in=destinations))
    name = SORTS.get(sort.removeprefix("-"), "load__on")
    with_saved = rows.annotate(saved=F("own_best_minor") - F("charge_minor") - F("waiting_minor"))
    order = f"-{name}" if sort.startswith("-") else name
    found = _read(with_saved.order_by(order, "-load_id", "firm_id")[first : first + count])
    # Where all that there is has been read, nothing needs to be counted.
    return found, len(found) if first == 0 and len(found) < count else rows.count()


def paid_of(load_code: str, *, viewer: Viewer) -> list[FirmPart]:
    """Return what each firm pays of a load that has left, the largest own best first; for desks, others see none."""
    if not (viewer.runs_desks and load_code.isalnum()):
        return []
    same = {"load_id": OuterRef("load_id"), "firm_id": OuterRef("firm_id")}
    own = models.Baseline.objects.filter(**same)
    rows = models.Charge.objects.filter(load__code=load_code).annotate(
        shipments=Subquery(own.values("shipments")[:1]),
        pairs=Subquery(own.values("pairs")[:1]),
        is_apart=Exists(models.Offer.objects.filter(**same, answer__in=APART)),
    )
    fields = (*CHARGE_FIELDS, "shipments", "pairs", "is_apart")
    return [FirmPart(*row) for row in rows.order_by("-own_best_minor", "firm_id").values_list(*fields)]


def billed(load_code: str, *, firm: int, viewer: Viewer) -> list[BilledShipment]:
    """Return the shipments that a firm's bill is made of; for those who may not see the bill it does not exist."""
    own = models.Baseline.objects.filter(load_id=OuterRef("load_id"), firm_id=OuterRef("firm_id"))
    charge = _of_firm(firm, viewer).filter(load__code=as_code(load_code))
    found = charge.annotate(own=Subquery(own.values("own_best_tariffs")[:1])).values_list("load_id", "load__on", "own")
    for load, on, tariffs in found:
        rows = models.Shipment.objects.filter(load_id=load, firm_id=firm).order_by("id").values_list(*GOODS)
        services = {one.id: one.service for one in registry.tariffs(on=on)}
        # Own best tariffs stand in the order of the shipments' keys.
        return [BilledShipment(services.get(own), *row) for own, row in zip(tariffs, rows, strict=True)]
    raise Missing("freight.bill_not_found")


def bill(load_code: str, *, viewer: Viewer, firm: int | None = None) -> FirmBill:
    """Return the bill of the viewer's firm for a load; a desk names the firm. For others it does not exist."""
    whose = viewer.firm if firm is None else firm
    found: list[FirmBill] = []
    if whose is not None and load_code.isalnum():
        found = _read(_of_firm(whose, viewer).filter(load__code=load_code))
    if not found:
        raise Missing("freight.bill_not_found")
    return found[0]


def _visible(viewer: Viewer) -> QuerySet[models.Charge]:
    rows = models.Charge.objects.all()
    if viewer.runs_desks:
        return rows
    return rows.none() if viewer.firm is None else rows.filter(firm_id=viewer.firm)


def _of_firm(firm: int, viewer: Viewer) -> QuerySet[models.Charge]:
    rows = _visible(viewer)
    return rows.filter(firm_id=firm) if 0 < firm <= BIGGEST_KEY else rows.none()


def _after(rows: QuerySet[models.Charge], before: str | None) -> QuerySet[models.Charge]:
    """Keep what comes after the last bill shown; a mark that is none shows the first page."""
    code, _bar, firm = (before or "").partition("|")
    if not (code.isalnum() and firm.isdecimal() and len(firm) <= MOST_DIGITS):
        return rows
    last = models.Load.objects.filter(code=code).values_list("on", "id").first()
    if last is None:
        return rows
    on, key = last
    older = Q(load__on__lt=on) | Q(load__on=on, load_id__lt=key) | Q(load_id=key, firm_id__gt=int(firm))
    return rows.filter(older)


def _read(rows: QuerySet[models.Charge]) -> list[FirmBill]:
    """Return the bills of charges: with the firm's baseline, and the load's totals as far as they may be shown."""
    own = models.Baseline.objects.filter(load_id=OuterRef("load_id"), firm_id=OuterRef("firm_id"))
    said = models.Offer.objects.filter(load_id=OuterRef("load_id"), firm_id=OuterRef("firm_id"))
    with_own = rows.annotate(
        **{f"own_{name}": Subquery(own.values(name)[:1]) for name in BASELINE_FIELDS},
        answer=Subquery(said.values("answer")[:1]),
        is_locked=Exists(_locks(OuterRef("load_id"))),
    )
    fields = (*LOAD_FIELDS, *CHARGE_FIELDS, *(f"own_{name}" for name in BASELINE_FIELDS), "answer", "is_locked")
    found = list(with_own.values_list(*fields))
    loads, firms = {row[0] for row in found}, {row[len(LOAD_FIELDS)] for row in found}
    totals, told = _totals(loads), shares_told(loads, firms)
    return [_bill(row, totals[row[0]], told.get((row[0], row[len(LOAD_FIELDS)]))) for row in found]


def _locks(load: OuterRef) -> QuerySet[models.Lock]:
    """Return the shipments of a load whose way a person has fixed, by the locks that hold."""
    later = models.Lock.objects.filter(shipment_id=OuterRef("shipment_id"), id__gt=OuterRef("id"))
    return models.Lock.objects.filter(~Exists(later), shipment__load_id=load, tariff__isnull=False)


def _totals(loads: Collection[int]) -> dict[int, tuple[int, int, int]]:
    """Return of each load the number of firms, their pairs, and the most pairs of one firm."""
    rows = models.Baseline.objects.filter(load_id__in=loads).values("load_id")
    summed = rows.annotate(firms=Count("id"), all_pairs=Sum("pairs"), most=Max("pairs"))
    return {row["load_id"]: (row["firms"], row["all_pairs"], row["most"]) for row in summed}


def _bill(row: tuple[Any, ...], totals: tuple[int, int, int], told: ShareTold | None) -> FirmBill:
    _load, code, on, destination, is_pooled, *charge_fields = row[:10]
    shipments, pairs, naive, own_waiting, own_late, answer, is_locked = row[10:]
    charge = FirmCharge(*charge_fields)
    firms, share = rules.shown_totals(pairs, *totals)
    told = None if answer in APART else told
    return FirmBill(
        load=code,
        on=on,
        destination=destination,
        firm=charge.firm,
        is_pooled=is_pooled,
        shipments=shipments,
        pairs=pairs,
        naive_minor=naive,
        own_best_minor=charge.own_best_minor,
        own_best_waiting_minor=own_waiting,
        own_best_late_pairs=own_late,
        charge_minor=charge.charge_minor,
        waiting_minor=charge.waiting_minor,
        late_pairs=charge.late_pairs,
        firms=firms,
        share_percent=share,
        is_apart=answer in APART,
        reason=rules.reason(
            charge,
            naive_minor=naive,
            is_pooled=is_pooled,
            firms=firms,
            share_percent=share,
            answer=answer,
            told=told,
            is_locked=is_locked,
        ),
        told=told,
    )
