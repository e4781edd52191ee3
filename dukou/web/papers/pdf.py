"""Print a paper as PDF with a Chinese font that every reader program has, so that none is shipped."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.translation import gettext_lazy as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from dukou.base.money import Money, minor_digits
from dukou.web.papers.paper import Paper, PaperCell, PaperTable
from dukou.web.settlement.paper import both

CHINESE, LATIN = "STSong-Light", "Helvetica"
MARGIN = 14 * mm
WIDTH = A4[0] - 2 * MARGIN
FACT_WIDTHS = (0.28, 0.72)
LINE, SHADE = colors.HexColor("#c9d6da"), colors.HexColor("#e3eff2")
SMALL, MIDDLE, LARGE = 8, 10.5, 15
GAP, SIGNATURE = 4 * mm, 18 * mm
LOOK = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ("LEFTPADDING", (0, 0), (-1, -1), 2),
    ("RIGHTPADDING", (0, 0), (-1, -1), 2),
]
HEADED, SUMMED = ("BACKGROUND", (0, 0), (-1, 0), SHADE), ("LINEABOVE", (0, -1), (-1, -1), 1, colors.black)
BOXED = TableStyle([("BOX", (0, 0), (-1, -1), 0.4, LINE), ("INNERGRID", (0, 0), (-1, -1), 0.4, LINE)])


def print_paper(paper: Paper) -> bytes:
    """Return a paper as PDF; the same paper gives the same bytes."""
    with_chinese()
    # Each page says how many there are, which is known only when all are laid out.
    pages = _laid_out(io.BytesIO(), paper, "")
    out = io.BytesIO()
    _laid_out(out, paper, f" / {pages}")
    return out.getvalue()


def with_chinese() -> None:
    """Make the Chinese font known; once more changes nothing."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


def said(text: str, *, size: float = SMALL, is_right: bool = False) -> Paragraph:
    """Return a text as it stands, in lines as long as there is room: what looks like a tag is shown, not obeyed."""
    style = ParagraphStyle(
        "said",
        fontName=LATIN if text.isascii() else CHINESE,
        fontSize=size,
        leading=size * 1.3,
        alignment=2 if is_right else 0,
        wordWrap=None if text.isascii() else "CJK",
        splitLongWords=True,
    )
    return Paragraph(escape(text), style)


def written(value: PaperCell) -> str:
    """Return a value as it stands on paper: thousands apart, a date as ISO 8601 has it."""
    if isinstance(value, Money):
        return f"{value.decimal():,.{minor_digits(value.currency)}f}"
    if isinstance(value, Decimal | int):
        return f"{value:,}"
    return value.isoformat() if isinstance(value, date) else value


def _laid_out(out: io.BytesIO, paper: Paper, of_pages: str) -> int:
    """Write the pages and return how many they are."""

    def number(canvas: Any, document: Any) -> None:
        canvas.setFont(CHINESE, SMALL)
        canvas.drawString(MARGIN, 8 * mm, paper.title)
        canvas.drawRightString(A4[0] - MARGIN, 8 * mm, f"{both(_('Page'))} {document.page}{of_pages}")

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
    facts = [[said(name), said(_fact(value))] for name, value in paper.facts]
    story: list[Any] = [said(paper.title, size=LARGE), Spacer(0, GAP), _laid(facts, FACT_WIDTHS, LOOK)]
    for one in paper.tables:
        story += [Spacer(0, GAP), said(one.title, size=MIDDLE), Spacer(0, GAP / 2), _table(one)]
    if paper.signatures:
        boxes = Table(
            [[said(one) for one in paper.signatures]],
            colWidths=[WIDTH / len(paper.signatures)] * len(paper.signatures),
            rowHeights=[SIGNATURE],
            style=BOXED,
        )
        story += [Spacer(0, GAP), KeepTogether([boxes])]
    return story


def _table(one: PaperTable) -> Table:
    """Lay out a table whose numbers stand to the right; its heading is on each page."""
    numbers = {place for row in one.rows for place, value in enumerate(row) if isinstance(value, Money | Decimal | int)}
    lines = [[said(text, is_right=place in numbers) for place, text in enumerate(one.heading)]]
    lines += [
        [said(written(value), is_right=isinstance(value, Money | Decimal | int)) for value in row] for row in one.rows
    ]
    return _laid(lines, one.widths, [*LOOK, HEADED, *([SUMMED] if one.is_summed else [])], repeat_rows=1)


def _laid(lines: Sequence[Sequence[Any]], widths: Sequence[float], look: Sequence[Any], repeat_rows: int = 0) -> Table:
    return Table(
        lines,
        colWidths=[share * WIDTH for share in widths],
        repeatRows=repeat_rows,
        style=TableStyle(look),
        hAlign="LEFT",
    )


def _fact(value: PaperCell) -> str:
    return f"{written(value)} {value.currency}" if isinstance(value, Money) else written(value)
