"""Print a paper as PDF."""

from datetime import date
from decimal import Decimal
from typing import Any

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Spacer, Table, TableStyle

from dukou.base.money import Money, minor_digits
from dukou.web.papers.paper import Paper, PaperCell, PaperTable
from dukou.web.parts.pdf import FACT_WIDTHS, GAP, HEADED, LARGE, LINE, LOOK, MIDDLE, WIDTH, cell, laid, printed, said

SIGNATURE = 18 * mm
SUMMED = ("LINEABOVE", (0, -1), (-1, -1), 1, colors.black)
BOXED = TableStyle([("BOX", (0, 0), (-1, -1), 0.4, LINE), ("INNERGRID", (0, 0), (-1, -1), 0.4, LINE)])


def print_paper(paper: Paper) -> bytes:
    """Return a paper as PDF; the same paper gives the same bytes."""
    return printed(paper.title, lambda: _story(paper))


def written(value: PaperCell) -> str:
    """Return a value as it stands on paper: thousands apart, a date as ISO 8601 has it."""
    if isinstance(value, Money):
        return f"{value.decimal():,.{minor_digits(value.currency)}f}"
    if isinstance(value, Decimal | int):
        return f"{value:,}"
    return value.isoformat() if isinstance(value, date) else value


def _story(paper: Paper) -> list[Any]:
    facts = [[said(name), said(_fact(value))] for name, value in paper.facts]
    story: list[Any] = [said(paper.title, size=LARGE), Spacer(0, GAP), laid(facts, FACT_WIDTHS, LOOK)]
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
        [cell(written(value), one.widths[place], is_right=place in numbers) for place, value in enumerate(row)]
        for row in one.rows
    ]
    right = [("ALIGN", (place, 0), (place, -1), "RIGHT") for place in numbers]
    return laid(lines, one.widths, [*LOOK, *right, HEADED, *([SUMMED] if one.is_summed else [])], repeat_rows=1)


def _fact(value: PaperCell) -> str:
    return f"{written(value)} {value.currency}" if isinstance(value, Money) else written(value)
