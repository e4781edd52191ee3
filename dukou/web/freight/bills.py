"""Show bills: what a load cost a firm order by order, at its own best and together, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dukou.base.errors import Missing
from dukou.base.money import Money
from dukou.base.viewer import FACTORY, Viewer
from dukou.freight import door as freight
from dukou.freight.records import BilledShipment, FirmBill
from dukou.freight.records.sharing import ShareTold
from dukou.journey import attempts
from dukou.registry import door as registry
from dukou.registry.records import FirmRecord
from dukou.web.clock import now
from dukou.web.freight.places import Places, places, sentence, service_name
from dukou.web.middleware import viewer_of
from dukou.web.parts.names import named
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Ask, Column, Empty, Found, Table, table, table_page
from dukou.web.words.freight import REASONS, SHIPMENT_STATES

GRAMS_A_KG = 1_000
ML_A_M3 = 1_000_000
FULL = 100


@dataclass(frozen=True, slots=True)
class BillRow:
    """Hold a bill as the list shows it."""

    on: date
    load: str
    destination: str
    firm: str
    firm_code: str
    pairs: int
    own_best: Money
    charge: Money
    waiting: Money
    saved: Money


@dataclass(frozen=True, slots=True)
class Way:
    """Hold one of the three ways as a bar; `width` is its share of the dearest, in percent."""

    title: str
    text: str
    amount: Money
    width: int
    look: str


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """Hold a shipment that a bill is made of."""

    code: str
    pairs: int
    cartons: int
    kilograms: int
    own_best_service: str
    service: str
    due_on: date
    arrives_on: date
    state: tuple[str, str]


@login_required
@require_safe
def bills(request: PageRequest) -> HttpResponse:
    """List the bills of the reader's firm, newest first; desks see those of all firms."""
    viewer = viewer_of(request)
    where, firms = places(), {one.id: one for one in registry.firms(viewer=viewer)}

    def rows(ask: Ask) -> Found:
        found, total = freight.bill_rows(
            viewer=viewer,
            first=ask.first,
            count=ask.count,
            sort=ask.sort,
            search=ask.search,
            destinations=where.found(ask.search),
        )
        return Found([_row(one, where, firms[one.firm]) for one in found], total)

    context = {"section": "bills", "is_desk": viewer.runs_desks, "is_factory": FACTORY in viewer.roles}
    return table_page(request, "freight/bills.html", context, _table(request, rows, viewer))


def _table(request: PageRequest, rows: Callable[[Ask], Found], viewer: Viewer) -> Table:
    columns = [
        Column("load", _("Load"), "code", is_sortable=False),
        Column("on", _("Left on"), "date"),
        Column("destination", _("Destination")),
        *([Column("firm", _("Firm"), is_sortable=False)] if viewer.runs_desks else []),
        Column("pairs", _("Pairs"), "pairs", is_sortable=False),
        Column("own_best", _("Own best"), "money"),
        Column("charge", _("You pay") if not viewer.runs_desks else _("Charge"), "money"),
        Column("waiting", _("Waiting"), "money", is_sortable=False),
        Column("saved", _("Saved"), "money"),
    ]
    empty = Empty(
        _("No bills yet."),
        _("A bill appears here when goods of your firm have left. What leaves today stands under Parcels."),
        reverse("parcels"),
        _("Today's parcels"),
    )
    return table(
        request,
        key="bills",
        title=_("Freight bills"),
        columns=columns,
        rows=rows,
        empty=empty,
        sort="-on",
        link=lambda row: reverse("firm_bill", args=[row.load, row.firm_code]),
    )


def _row(one: FirmBill, where: Places, firm: FirmRecord) -> BillRow:
    together = one.charge_minor + one.waiting_minor
    return BillRow(
        on=one.on,
        load=one.load,
        destination=where.name(one.destination),
        firm=named(firm.name_zh, firm.name_en),
        firm_code=firm.code,
        pairs=one.pairs,
        own_best=Money(one.own_best_minor),
        charge=Money(one.charge_minor),
        waiting=Money(one.waiting_minor),
        saved=Money(one.own_best_minor - together),
    )


@login_required
@require_safe
def bill(request: PageRequest, load: str) -> HttpResponse:
    """Show the bill of the reader's firm for a load; a desk is led to the load and its bills."""
    viewer = viewer_of(request)
    if viewer.runs_desks:
        return redirect("load", load)
    mine = registry.firms(viewer=viewer)
    return _page(request, load, mine[0] if mine else None)


@login_required
@require_safe
def firm_bill(request: PageRequest, load: str, firm_code: str) -> HttpResponse:
    """Show a firm's bill to itself and to the desks; anybody else's asking is noted, whether there is such a bill."""
    viewer = viewer_of(request)
    known = {one.code: one for one in registry.firms(viewer=viewer)}
    try:
        return _page(request, load, known.get(firm_code))
    except Missing:
        if not viewer.runs_desks:
            attempts.ask(load, firm_code, viewer=viewer, on=registry.today(), now=now())
        raise


def _page(request: PageRequest, load: str, firm: FirmRecord | None) -> HttpResponse:
    viewer = viewer_of(request)
    if firm is None:
        raise Missing("freight.bill_not_found")
    one = freight.bill(load, firm=firm.id, viewer=viewer)
    goods = freight.billed(load, firm=firm.id, viewer=viewer)
    where = places()
    made_of = _goods_table(request, goods)
    context = {
        "section": "bills",
        "bill": one,
        "row": _row(one, where, firm),
        "ways": _ways(one),
        "as_it_went": _as_it_went(one),
        "why": sentence(one.reason, REASONS),
        "together": Money(one.charge_minor + one.waiting_minor),
        "own_waiting": Money(one.own_best_waiting_minor),
        "own_paid": Money(one.own_best_minor - one.own_best_waiting_minor),
        "naive": Money(one.naive_minor),
        "kilograms": sum(each.grams for each in goods) / GRAMS_A_KG,
        "cubic_metres": sum(each.ml for each in goods) / ML_A_M3,
        "share": (one.share_percent or 0) / FULL,
        "is_desk": viewer.runs_desks,
        **(_rests_on(one.told) if one.told else {}),
    }
    return table_page(request, "freight/bill.html", context, made_of)


def _rests_on(told: ShareTold) -> dict[str, Money]:
    return {
        "alone": Money(told.alone_minor),
        "added": Money(told.added_minor),
        "spared": Money(told.spared_minor),
        "epsilon": Money(abs(told.epsilon_minor)),
        **({"error": Money(told.error_minor)} if told.method == "sampled" else {}),
    }


def _as_it_went(one: FirmBill) -> str:
    return _("Sent alone") if one.is_apart else _("Together")


def _ways(one: FirmBill) -> list[Way]:
    """Return naive, own best and how the goods went as bars of one scale."""
    amounts = (one.naive_minor, one.own_best_minor, one.charge_minor + one.waiting_minor)
    most = max(1, *amounts)
    titles = (_("Order by order"), _("Own best"), _as_it_went(one))
    texts = (
        _("Each order by itself, the cheapest service for each."),
        _("Your own orders together, at their best."),
        _("By themselves; this is what you pay, waiting included.")
        if one.is_apart
        else _("With the town's other firms; this is what you pay, waiting included."),
    )
    looks = ("naive", "own", "together")
    return [
        Way(title, text, Money(amount), FULL * amount // most, look)
        for title, text, amount, look in zip(titles, texts, amounts, looks, strict=True)
    ]


def _goods_table(request: PageRequest, goods: list[BilledShipment]) -> Table:
    columns = [
        Column("code", _("Shipment"), "code"),
        Column("pairs", _("Pairs"), "pairs"),
        Column("cartons", _("Cartons"), "number"),
        Column("kilograms", _("Weight, kg"), "number"),
        Column("own_best_service", _("Service at own best")),
        Column("service", _("Service as sent")),
        Column("due_on", _("Promised by"), "date"),
        Column("arrives_on", _("Arrives on"), "date"),
        Column("state", _("State"), "badge"),
    ]
    rows = [
        GoodsRow(
            code=one.code,
            pairs=one.pairs,
            cartons=one.cartons,
            kilograms=round(one.grams / GRAMS_A_KG),
            own_best_service=service_name(one.own_best_service or ""),
            service=service_name(one.service),
            due_on=one.due_on,
            arrives_on=one.arrives_on,
            state=_state(one),
        )
        for one in goods
    ]
    empty = Empty(_("No parcels."), _("A bill is made of the parcels that left with its load."))
    return table(
        request, key="goods", title=_("Shipments of this bill"), columns=columns, rows=rows, empty=empty, page_size=10
    )


def _state(one: BilledShipment) -> tuple[str, str]:
    """Return how far a parcel is; what comes after its promised day is marked."""
    if one.arrives_on > one.due_on:
        return str(_("late")), "bg-red-lt"
    return str(SHIPMENT_STATES[one.state]), "bg-green-lt" if one.state == "delivered" else "bg-azure-lt"
