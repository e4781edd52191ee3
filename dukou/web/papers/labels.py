"""Print labels of cartons and pallets as PDF, one a page of 100 x 150 mm, for printers of either kind."""

import io
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepInFrame, Table, TableStyle

from dukou.freight.records.papers import Label, PaperHead, Symbol
from dukou.web.papers.paper import cubic_metres, kilograms, place, two
from dukou.web.papers.pdf import written
from dukou.web.parts.names import both
from dukou.web.parts.pdf import CHINESE, LATIN, said, with_chinese
from dukou.web.parts.qr import QUIET, dark_runs
from dukou.web.words import papers as w

WIDTH, HEIGHT = 100 * mm, 150 * mm
MARGIN = 4 * mm
INNER = WIDTH - 2 * MARGIN
# GS1 General Specifications, table 5.12.3.5: a module of a logistic label is 0.495 mm where there is room.
MODULE, BAR_HEIGHT, SYMBOL_HEIGHT = 0.5 * mm, 14 * mm, 19.5 * mm
QR = 24 * mm
FNC1 = "\xf1"
LARGE, MIDDLE, TEXT = 20, 11, 7.5
CAPTION, VALUE = 0.3 * INNER, 0.7 * INNER
LOOK = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *((f"{side}PADDING", (0, 0), (-1, -1), 0.6) for side in ("TOP", "BOTTOM", "LEFT", "RIGHT")),
    ]
)
Fields = list[tuple[str, str]]


def print_labels(labels: Sequence[Label], head: PaperHead, links: Sequence[str]) -> bytes:
    """Return labels as PDF; `links` are the addresses for the QR codes, empty where there is none."""
    with_chinese()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setTitle(f"{head.shipment} {both(w.LABELS)}")
    for one, link in zip(labels, links, strict=True):
        _draw(canvas, one, head, link)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def title_of(one: Label) -> tuple[str, str]:
    """Return what stands large on a label: which of how many it is, and its pairs."""
    kind = both(_("Carton number")) if one.kind == "carton" else both(_("Pallet number"))
    return f"{one.number} / {one.of}", f"{kind}, {written(one.pairs)} {both(w.PAIRS)}"


def fields_of(one: Label, head: PaperHead) -> Fields:
    """Return what a label says besides, under bilingual captions."""
    fields = [
        (_("Sent by"), two(head.seller.name_zh, head.seller.name_en)),
        (_("Sent to"), two(head.buyer.name_zh, head.buyer.name_en)),
        (_("Place"), place(head.place)),
        (_("Order"), head.reference or head.order),
    ]
    if one.line is not None:
        fields += [
            (_("Style"), two(one.line.name_zh, one.line.name_en)),
            (_("Colour"), two(one.line.colour_zh, one.line.colour_en)),
            (_("Size"), one.line.size),
            (_("GTIN"), one.line.gtin),
            (w.LOT, one.line.lot),
        ]
    fields += [
        (_("Net / gross"), f"{kilograms(one.net_grams):,} / {kilograms(one.gross_grams):,} kg"),
        (_("Volume"), f"{cubic_metres(one.ml)} {both(w.CUBIC_METRES)}"),
        (_("Country of origin"), both(w.CHINA)),
    ]
    if one.kind == "pallet":
        fields.append((_("Cartons"), written(one.cartons)))
    elif one.pallet is not None:
        fields.append((_("Pallet"), str(one.pallet)))
    return [(both(caption), value) for caption, value in fields]


def _draw(canvas: Canvas, one: Label, head: PaperHead, link: str) -> None:
    number, content = title_of(one)
    top = HEIGHT - MARGIN
    canvas.setFont(LATIN, LARGE)
    canvas.drawString(MARGIN, top - LARGE, number)
    canvas.setFont(CHINESE, MIDDLE)
    canvas.drawString(MARGIN, top - LARGE - 1.6 * MIDDLE, content)
    if link:
        draw_qr(canvas, link)
    bars = MARGIN + len(one.symbols) * SYMBOL_HEIGHT
    room = top - QR - bars
    rows = [[said(caption, size=TEXT), said(value, size=TEXT)] for caption, value in fields_of(one, head)]
    frame = KeepInFrame(INNER, room, [Table(rows, colWidths=(CAPTION, VALUE), style=LOOK)], mode="shrink")
    _width, height = frame.wrapOn(canvas, INNER, room)
    frame.drawOn(canvas, MARGIN, top - QR - height)
    for place_, symbol in enumerate(reversed(one.symbols)):
        _draw_symbol(canvas, symbol, MARGIN + place_ * SYMBOL_HEIGHT)


def _draw_symbol(canvas: Canvas, symbol: Symbol, bottom: float) -> None:
    """Draw GS1-128: FNC1 comes first, and the modules are as wide as there is room for, up to `MODULE`."""
    value = FNC1 + symbol.elements
    modules = float(Code128(value, barWidth=1, quiet=False).width)
    bar = Code128(value, barWidth=min(MODULE, INNER / modules), barHeight=BAR_HEIGHT, quiet=False)
    bar.drawOn(canvas, (WIDTH - bar.width) / 2, bottom + 1.3 * TEXT)
    canvas.setFont(LATIN, TEXT)
    canvas.drawCentredString(WIDTH / 2, bottom + 0.2 * TEXT, symbol.text)


def draw_qr(canvas: Canvas, link: str) -> None:
    """Draw a QR code with its quiet zone of four modules; dark modules beside each other are one bar of a path."""
    count, runs = dark_runs(link)
    module = QR / (count + 2 * QUIET)
    left, top = WIDTH - MARGIN - QR + QUIET * module, HEIGHT - MARGIN - QUIET * module
    path = canvas.beginPath()
    for row, column, length in runs:
        path.rect(left + column * module, top - (row + 1) * module, length * module, module)
    canvas.drawPath(path, fill=1, stroke=0)
