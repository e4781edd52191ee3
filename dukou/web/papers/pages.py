"""Show which papers there are, what they say and where they are printed; desks issue those of a load."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.freight import door as freight
from dukou.freight.door import papers as door
from dukou.freight.records.papers import PaperRow, PaperSet
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.clock import now
from dukou.web.freight.places import places
from dukou.web.middleware import viewer_of
from dukou.web.papers.files import LABELS_A_FILE
from dukou.web.papers.paper import kilograms
from dukou.web.parts import formats
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Ask, Column, Empty, Found, Table, table, table_page
from dukou.web.words.papers import INVOICE, NOTES, PACKING_LIST

HOME = "CN"
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Row:
    """Hold a shipment as the lists show it."""

    shipment: str
    leaves_on: date
    order: str
    seller: str
    buyer: str
    destination: str
    cartons: int
    pairs: int
    value: Money
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class File:
    """Hold a paper and the names of its files, by what they are called."""

    title: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """Hold equal cartons as the page shows them."""

    cartons: str
    goods: str
    pallet: int | None
    pairs_each: int
    count: int
    pairs: int
    gross: str
    sscc: str


@login_required
@require_safe
def papers(request: PageRequest) -> HttpResponse:
    """List the papers that the reader's firm sells or buys by, the last ones first; desks see all."""
    viewer = viewer_of(request)
    context = {"section": "papers", "is_desk": viewer.runs_desks}
    empty = Empty(
        _("No papers yet."),
        _("The freight desk issues papers when goods are packed for a load. Then they can be printed here."),
    )
    return table_page(request, "papers/papers.html", context, _table(request, viewer, "", empty))


@login_required
@require_safe
def paper_set(request: PageRequest, shipment: str) -> HttpResponse:
    """Show what the papers of a shipment say, and offer them for printing."""
    found = door.papers(shipment, viewer=viewer_of(request))
    head, totals = found.head, found.totals
    context = {
        "section": "papers",
        "head": head,
        "totals": totals,
        "seller": named(head.seller.name_zh, head.seller.name_en),
        "buyer": named(head.buyer.name_zh, head.buyer.name_en),
        "place": named(head.place.name_zh, head.place.name_en),
        "net": kilograms(totals.net_grams),
        "gross": kilograms(totals.gross_grams),
        "value": Money(totals.value_minor, head.currency),
        "files": _files(found),
        "labels": _labels(found),
        "labels_a_file": LABELS_A_FILE,
    }
    return table_page(request, "papers/paper_set.html", context, _packed_table(request, found))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def load_papers(request: PageRequest, load: str) -> HttpResponse:
    """Show the shipments of a load with their papers; a POST issues what is missing, for desks."""
    viewer = viewer_of(request)
    one = freight.load(load, viewer=viewer)
    rows, total = door.paper_rows(viewer=viewer, load=load, count=AT_ONCE, issued=False)
    if request.method == "POST":
        return _issued(request, load, [row.shipment for row in rows])
    context = {
        "section": "freight_desk",
        "load": one,
        "place": places().name(one.destination),
        "missing": total,
        "at_once": AT_ONCE,
    }
    empty = Empty(_("No shipments."), _("A load's shipments are listed once it is packed."))
    return table_page(request, "papers/load.html", context, _table(request, viewer, load, empty))


def _issued(request: PageRequest, load: str, shipments: Sequence[str]) -> HttpResponse:
    """Issue papers, and say for how many shipments, and why not for the others."""
    outcome = door.issue_papers(
        shipments,
        on_pallets="on_pallets" in request.POST,
        on=registry.today(),
        viewer=viewer_of(request),
        now=now(),
    )
    for said in sorted({words.sentence(one.refusal) for one in outcome.refused}):
        messages.error(request, said)
    if done := len(outcome.done):
        text = ngettext("Papers of %(count)s shipment are issued.", "Papers of %(count)s shipments are issued.", done)
        messages.success(request, text % {"count": formats.number(done)})
    return redirect("load_papers", load)


def _table(request: PageRequest, viewer: Viewer, load: str, empty: Empty) -> Table:
    where = places()

    def rows(ask: Ask) -> Found:
        found, total = door.paper_rows(
            viewer=viewer,
            load=load,
            first=ask.first,
            count=ask.count,
            sort=ask.sort,
            search=ask.search,
            issued=None if load else True,
        )
        return Found([_row(one, where.name(one.destination)) for one in found], total)

    columns = [
        Column("shipment", _("Shipment"), "code", is_sortable=False),
        Column("leaves_on", _("Leaves on"), "date"),
        Column("order", _("Order"), "as_written", is_sortable=False),
        Column("seller", _("Seller"), is_sortable=False),
        Column("buyer", _("Buyer"), is_sortable=False),
        Column("destination", _("Destination"), is_sortable=False),
        Column("cartons", _("Cartons"), "number"),
        Column("pairs", _("Pairs"), "pairs"),
        Column("value", _("Goods value"), "money", is_sortable=False),
        Column("issued_on", _("Papers of"), "date", is_sortable=False),
    ]
    return table(
        request,
        key="shipments" if load else "papers",
        title=_("Shipments") if load else _("Papers"),
        columns=columns,
        rows=rows,
        empty=empty,
        sort="-leaves_on",
        link=lambda row: reverse("paper_set", args=[row.shipment]) if row.issued_on else "",
    )


def _row(one: PaperRow, destination: str) -> Row:
    return Row(
        shipment=one.shipment,
        leaves_on=one.leaves_on,
        order=one.reference or one.order,
        seller=named(one.seller_zh, one.seller_en),
        buyer=named(one.buyer_zh, one.buyer_en),
        destination=destination,
        cartons=one.cartons,
        pairs=one.pairs,
        value=Money(one.value_minor),
        issued_on=one.issued_on,
    )


def _files(found: PaperSet) -> list[File]:
    """Return the papers that the reader may print; what is for the seller is no buyer's."""
    files = [
        _file(str(PACKING_LIST), "packing-list", "pdf", "xlsx"),
        _file(str(INVOICE), "invoice", "pdf", "xlsx"),
    ]
    if not found.is_for_seller:
        return files
    if found.head.note:
        files.append(_file(str(NOTES[found.head.note]), "note", "pdf", "xlsx"))
    if found.head.place.iso != HOME:
        files.append(_file(_("Customs declaration data"), "customs", "pdf", "xlsx", "json", "xml"))
    return files


def _labels(found: PaperSet) -> list[tuple[str, str, int]]:
    """Return the kinds of labels, what their files are called, and how many there are."""
    if not found.is_for_seller:
        return []
    kinds = [(_("Carton labels"), "carton-labels", found.totals.cartons)]
    if found.pallets:
        kinds.append((_("Pallet labels"), "pallet-labels", found.totals.pallets))
    return kinds


def _file(title: str, name: str, *forms: str) -> File:
    return File(title, tuple(("Excel" if form == "xlsx" else form.upper(), f"{name}.{form}") for form in forms))


def _packed_table(request: PageRequest, found: PaperSet) -> Table:
    of_number = {one.number: one for one in found.lines}
    rows = []
    for one in found.ranges:
        line = of_number[one.line]
        goods = (named(line.name_zh, line.name_en), named(line.colour_zh, line.colour_en), line.size)
        rows.append(
            Packed(
                cartons=f"{one.first}–{one.last}" if one.count > 1 else str(one.first),
                goods=" · ".join(goods),
                pallet=one.pallet,
                pairs_each=one.pairs,
                count=one.count,
                pairs=one.count * one.pairs,
                gross=formats.number(kilograms(one.count * one.gross_grams), 3),
                sscc=one.sscc_first,
            )
        )
    columns = [
        Column("cartons", _("Cartons"), "code", is_sortable=False),
        Column("goods", _("Description of goods")),
        Column("pallet", _("Pallet"), "number"),
        Column("pairs_each", _("Pairs in each"), "pairs"),
        Column("count", _("How many"), "number"),
        Column("pairs", _("Pairs"), "pairs"),
        Column("gross", _("Gross, kg"), "code", is_sortable=False),
        Column("sscc", _("SSCC of the first"), "code", is_sortable=False),
    ]
    empty = Empty(_("No cartons."), _("Papers are issued for goods that are packed."))
    return table(request, key="packed", title=_("What is in each carton"), columns=columns, rows=rows, empty=empty)
