"""Hand out papers as files; a name says which paper and in which form."""

from collections.abc import Callable, Mapping, Sequence
from itertools import count

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.freight import door as freight
from dukou.freight.door import papers as door
from dukou.freight.records.papers import DataForm, Label, LabelKind, PaperRow
from dukou.web.middleware import viewer_of
from dukou.web.papers import sheets
from dukou.web.papers.labels import print_labels
from dukou.web.papers.paper import Paper
from dukou.web.papers.pdf import print_paper
from dukou.web.papers.zpl import print_zpl
from dukou.web.parts.excel import download, workbook
from dukou.web.parts.requests import PageRequest

LABELS_A_FILE, ROWS_AT_ONCE = 50, 1_000
LONGEST_NUMBER = 9
TYPES = {"pdf": "application/pdf", "zpl": "application/zpl", "json": "application/json", "xml": "application/xml"}
LABELS: Mapping[str, LabelKind] = {"carton-labels": "carton", "pallet-labels": "pallet"}
DATA: Mapping[str, DataForm] = {"customs.json": "json", "customs.xml": "xml"}


def _note(shipment: str, viewer: Viewer) -> Paper:
    papers = door.papers(shipment, viewer=viewer)
    if not papers.is_for_seller:
        raise Missing("freight.papers_not_found")
    if papers.head.note is None:
        raise Refusal("freight.no_note")
    return sheets.note(papers)


PAPERS: Mapping[str, Callable[[str, Viewer], Paper]] = {
    "packing-list": lambda shipment, viewer: sheets.packing_list(door.papers(shipment, viewer=viewer)),
    "invoice": lambda shipment, viewer: sheets.invoice(door.papers(shipment, viewer=viewer)),
    "note": _note,
    "customs": lambda shipment, viewer: sheets.customs(door.declaration(shipment, viewer=viewer)),
}


@login_required
@require_safe
def paper_file(request: PageRequest, shipment: str, name: str) -> HttpResponse:
    """Return a paper of a shipment: a sheet as PDF or workbook, labels as PDF or ZPL, customs data as JSON or XML."""
    viewer = viewer_of(request)
    paper, _dot, form = name.rpartition(".")
    if name in DATA:
        content = door.declaration_data(shipment, DATA[name], viewer=viewer)
        return _file(content, f"customs-{shipment}", form)
    if paper in LABELS and form in {"pdf", "zpl"}:
        return _labels(request, shipment, LABELS[paper], form)
    if paper in PAPERS and form in {"pdf", "xlsx"}:
        return _printed(PAPERS[paper](shipment, viewer), form)
    raise Missing("freight.papers_not_found")


@login_required
@require_safe
def load_file(request: PageRequest, load: str, name: str) -> HttpResponse:
    """Return the list of what a load carries, for desks."""
    viewer = viewer_of(request)
    paper, _dot, form = name.rpartition(".")
    if paper != "loading-list" or form not in {"pdf", "xlsx"}:
        raise Missing("freight.papers_not_found")
    leaves_on = freight.load(load, viewer=viewer).on
    return _printed(sheets.manifest(load, leaves_on, _all_rows(load, viewer)), form)


def _labels(request: PageRequest, shipment: str, kind: LabelKind, form: str) -> HttpResponse:
    """Return the labels from the number asked for on; what is no number means the first."""
    viewer = viewer_of(request)
    asked = request.GET.get("first", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_NUMBER
    first = max(1, int(asked)) if is_number else 1
    labels = door.labels(kind, shipment, first=first, count=LABELS_A_FILE, viewer=viewer)
    head = door.papers(shipment, viewer=viewer).head
    print_in = {"pdf": print_labels, "zpl": print_zpl}[form]
    content = print_in(labels, head, [_link(request, one) for one in labels])
    return _file(content, f"{kind}-labels-{shipment}-{first}", form)


def _link(request: PageRequest, one: Label) -> str:
    """Return the address for a carton's QR code; what is known of a pallet stands on no page."""
    if one.kind == "pallet":
        return ""
    return request.build_absolute_uri(reverse("carton_link", args=[one.sscc]))


def _printed(paper: Paper, form: str) -> HttpResponse:
    if form == "xlsx":
        return download(workbook(paper.sheets()), paper.file_name)
    return _file(print_paper(paper), paper.file_name, form)


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _all_rows(load: str, viewer: Viewer) -> Sequence[PaperRow]:
    """Return every shipment of a load."""
    rows: list[PaperRow] = []
    for page in count():
        found, total = door.paper_rows(
            viewer=viewer, load=load, first=page * ROWS_AT_ONCE, count=ROWS_AT_ONCE, issued=None
        )
        rows += found
        if len(rows) >= total or not found:
            break
    return rows
