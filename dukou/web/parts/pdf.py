"""Print on paper for two readers, with a Chinese font that every reader program has, so that none is shipped."""

import io
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from django.utils.translation import gettext_lazy as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from dukou.web.parts.names import both

CHINESE, LATIN = "STSong-Light", "Helvetica"
MARGIN, GAP = 14 * mm, 4 * mm
WIDTH = A4[0] - 2 * MARGIN
SMALL, MIDDLE, LARGE = 8, 10.5, 15
LINE, SHADE = colors.HexColor("#c9d6da"), colors.HexColor("#e3eff2")
FACT_WIDTHS = (0.28, 0.72)
HEADED = ("BACKGROUND", (0, 0), (-1, 0), SHADE)
LOOK = (
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ("LEFTPADDING", (0, 0), (-1, -1), 2),
    ("RIGHTPADDING", (0, 0), (-1, -1), 2),
)


def printed(title: str, story: Callable[[], list[Any]]) -> bytes:
    """Return pages as PDF, numbered and with their title at the foot; the same story gives the same bytes."""
    with_chinese()
    # Each page says how many there are, which is known only when all are laid out.
    pages = _laid_out(io.BytesIO(), title, story(), "")
    out = io.BytesIO()
    _laid_out(out, title, story(), f" / {pages}")
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


def laid(lines: Sequence[Sequence[Any]], widths: Sequence[float], look: Sequence[Any], repeat_rows: int = 0) -> Table:
    """Return a table whose columns share the page's width; the first rows stand on each page."""
    return Table(
        lines,
        colWidths=[share * WIDTH for share in widths],
        repeatRows=repeat_rows,
        style=TableStyle(list(look)),
        hAlign="LEFT",
    )


def _laid_out(out: io.BytesIO, title: str, story: list[Any], of_pages: str) -> int:
    """Write the pages and return how many they are."""

    def number(canvas: Any, document: Any) -> None:
        canvas.setFont(CHINESE, SMALL)
        canvas.drawString(MARGIN, 8 * mm, title)
        canvas.drawRightString(A4[0] - MARGIN, 8 * mm, f"{both(_('Page'))} {document.page}{of_pages}")

    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
    document = SimpleDocTemplate(out, pagesize=A4, title=title, invariant=1, **margins)
    document.build(story, onFirstPage=number, onLaterPages=number)
    return int(document.page)
