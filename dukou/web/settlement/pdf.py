"""Print a statement as PDF with a Chinese font that every reader program has, so that none is shipped."""

import io
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

from django.utils.translation import gettext_lazy as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from dukou.base.money import Money, minor_digits
from dukou.web.settlement.paper import Paper, PaperCell, both

CHINESE, LATIN = "STSong-Light", "Helvetica"
MARGIN = 16 * mm
WIDTH = A4[0] - 2 * MARGIN
MOVED_WIDTHS = (0.11, 0.2, 0.18, 0.14, 0.12, 0.13, 0.12)
OPEN_WIDTHS = (0.22, 0.14, 0.14, 0.19, 0.19, 0.12)
FACT_WIDTHS = (0.3, 0.7)
LINE, SHADE = colors.HexColor("#c9d6da"), colors.HexColor("#e3eff2")
SMALL, MIDDLE, LARGE = 8.5, 11, 16
GAP = 5 * mm
LOOK = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
    ]
)
HEADED = TableStyle([("BACKGROUND", (0, 0), (-1, 0), SHADE)])


def print_paper(paper: Paper) -> bytes:
    """Return a statement as PDF; the same statement gives the same bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    # Each page says how many there are, which is known only when all are laid out.
    pages = _laid_out(io.BytesIO(), paper, "")
    out = io.BytesIO()
    _laid_out(out, paper, f" / {pages}")
    return out.getvalue()


def _laid_out(out: io.BytesIO, paper: Paper, of_pages: str) -> int:
    """Write the pages and return how many they are."""

    def number(canvas: Any, document: Any) -> None:
        canvas.setFont(CHINESE, SMALL)
        canvas.drawRightString(A4[0] - MARGIN, 9 * mm, f"{both(_('Page'))} {document.page}{of_pages}")

    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=paper.title,
        invariant=1,
    )
    document.build(_story(paper), onFirstPage=number, onLaterPages=number)
    return int(document.page)


def _story(paper: Paper) -> list[Any]:
    return [
        _said(paper.title, size=LARGE),
        Spacer(0, GAP),
        _table(None, paper.facts, FACT_WIDTHS),
        Spacer(0, GAP),
        _said(paper.moved_title, size=MIDDLE),
        Spacer(0, GAP / 2),
        _table(paper.moved_heading, paper.moved, MOVED_WIDTHS),
        Spacer(0, GAP),
        _said(paper.open_title, size=MIDDLE),
        Spacer(0, GAP / 2),
        _table(paper.open_heading, paper.open, OPEN_WIDTHS),
        Spacer(0, GAP),
        _table(None, paper.ages, FACT_WIDTHS),
    ]


def _table(heading: Sequence[str] | None, rows: Sequence[Sequence[PaperCell]], widths: Sequence[float]) -> Table:
    """Lay out rows; under a heading, amounts stand to the right without their currency, which the facts name."""
    lines = [[_cell(value, is_bare=heading is not None) for value in row] for row in rows]
    if heading:
        amounts = {place for row in rows for place, value in enumerate(row) if isinstance(value, Money)}
        lines.insert(0, [_said(text, is_right=place in amounts) for place, text in enumerate(heading)])
    table = Table(
        lines, colWidths=[share * WIDTH for share in widths], repeatRows=1 if heading else 0, style=LOOK, hAlign="LEFT"
    )
    if heading:
        table.setStyle(HEADED)
    return table


def _cell(value: PaperCell, *, is_bare: bool) -> Paragraph:
    if isinstance(value, Money):
        amount = f"{value.decimal():,.{minor_digits(value.currency)}f}"
        return _said(amount, is_right=True) if is_bare else _said(f"{amount} {value.currency}")
    return _said(value.isoformat() if isinstance(value, date) else value)


def _said(text: str, *, size: float = SMALL, is_right: bool = False) -> Paragraph:
    """Return a text as it stands: what looks like a tag is shown, not obeyed."""
    style = ParagraphStyle(
        "said",
        fontName=LATIN if text.isascii() else CHINESE,
        fontSize=size,
        leading=size * 1.35,
        alignment=2 if is_right else 0,
        wordWrap=None if text.isascii() else "CJK",
        splitLongWords=True,
    )
    return Paragraph(escape(text), style)
