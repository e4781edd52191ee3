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
from reportlab.platypus import CallerMacro, Paragraph, SimpleDocTemplate, Table, TableStyle

from dukou.web.parts.names import both

CHINESE, LATIN = "STSong-Light", "Helvetica"
MARGIN, GAP = 14 * mm, 4 * mm
WIDTH = A4[0] - 2 * MARGIN
SMALL, MIDDLE, LARGE = 8, 10.5, 15
# The pages' count at their foot.
COUNT, FOOT, COUNT_FROM = "pages", 8 * mm, A4[0] - MARGIN - 5 * mm
LINE, SHADE = colors.HexColor("#c9d6da"), colors.HexColor("#e3eff2")
FACT_WIDTHS = (0.28, 0.72)
HEADED = ("BACKGROUND", (0, 0), (-1, 0), SHADE)
LEADING, PADDING = 1.3, 2
LOOK = (
    ("FONT", (0, 0), (-1, -1), LATIN, SMALL, SMALL * LEADING),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
    *((f"{side}PADDING", (0, 0), (-1, -1), PADDING) for side in ("TOP", "BOTTOM", "LEFT", "RIGHT")),
)


def printed(title: str, story: Callable[[], list[Any]]) -> bytes:
    """Return pages as PDF, numbered and with their title at the foot; the same story gives the same bytes."""
    with_chinese()
    out = io.BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
    document = SimpleDocTemplate(out, pagesize=A4, title=title, invariant=1, **margins)

    def number(canvas: Any, _document: Any) -> None:
        canvas.setFont(CHINESE, SMALL)
        canvas.drawString(MARGIN, FOOT, title)
        canvas.drawRightString(COUNT_FROM, FOOT, f"{both(_('Page'))} {canvas.getPageNumber()} / ")
        canvas.doForm(COUNT)

    # How many pages there are is known at the end of the last one, and stands on each.
    document.build([*story(), CallerMacro(drawCallable=_count)], onFirstPage=number, onLaterPages=number)
    return out.getvalue()


def _count(last: Any) -> None:
    """Draw how many pages there are, for every page."""
    canvas, pages = last.canv, last.canv.getPageNumber()
    canvas.beginForm(COUNT)
    canvas.setFont(CHINESE, SMALL)
    canvas.drawString(COUNT_FROM, FOOT, str(pages))
    canvas.endForm()


def with_chinese() -> None:
    """Make the Chinese font known; once more changes nothing."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


def said(text: str, *, size: float = SMALL, is_right: bool = False) -> Paragraph:
    """Return a text as it stands, in lines as long as there is room: what looks like a tag is shown, not obeyed."""
    style = ParagraphStyle(
        "said",
        fontName=LATIN if text.isascii() else CHINESE,
        fontSize=size,
        leading=size * LEADING,
        alignment=2 if is_right else 0,
        wordWrap=None if text.isascii() else "CJK",
        splitLongWords=True,
    )
    return Paragraph(escape(text), style)


def cell(text: str, share: float, *, is_right: bool = False) -> str | Paragraph:
    """Return a text for a cell that has a share of the page's width: as it is where it is Latin and fits on a line.

    Such a text is laid out many times faster, and most of a long table is numbers.
    """
    room = share * WIDTH - 2 * PADDING
    if text.isascii() and pdfmetrics.stringWidth(text, LATIN, SMALL) <= room:
        return text
    return said(text, is_right=is_right)


def laid(lines: Sequence[Sequence[Any]], widths: Sequence[float], look: Sequence[Any], repeat_rows: int = 0) -> Table:
    """Return a table whose columns share the page's width; the first rows stand on each page."""
    return Table(
        lines,
        colWidths=[share * WIDTH for share in widths],
        repeatRows=repeat_rows,
        style=TableStyle(list(look)),
        hAlign="LEFT",
    )
