"""Print a statement as PDF."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from reportlab.platypus import Paragraph, Spacer, Table

from dukou.base.money import Money, minor_digits
from dukou.web.parts.pdf import FACT_WIDTHS, GAP, HEADED, LARGE, LOOK, MIDDLE, laid, printed, said
from dukou.web.settlement.paper import Paper, PaperCell

MOVED_WIDTHS = (0.11, 0.2, 0.18, 0.14, 0.12, 0.13, 0.12)
OPEN_WIDTHS = (0.22, 0.14, 0.14, 0.19, 0.19, 0.12)


def print_paper(paper: Paper) -> bytes:
    """Return a statement as PDF; the same statement gives the same bytes."""
    return printed(paper.title, lambda: _story(paper))


def _story(paper: Paper) -> list[Any]:
    return [
        said(paper.title, size=LARGE),
        Spacer(0, GAP),
        _table(None, paper.facts, FACT_WIDTHS),
        Spacer(0, GAP),
        said(paper.moved_title, size=MIDDLE),
        Spacer(0, GAP / 2),
        _table(paper.moved_heading, paper.moved, MOVED_WIDTHS),
        Spacer(0, GAP),
        said(paper.open_title, size=MIDDLE),
        Spacer(0, GAP / 2),
        _table(paper.open_heading, paper.open, OPEN_WIDTHS),
        Spacer(0, GAP),
        _table(None, paper.ages, FACT_WIDTHS),
    ]


def _table(heading: Sequence[str] | None, rows: Sequence[Sequence[PaperCell]], widths: Sequence[float]) -> Table:
    """Lay out rows; under a heading, amounts stand to the right without their currency, which the facts name."""
    lines = [[_cell(value, is_bare=heading is not None) for value in row] for row in rows]
    if not heading:
        return laid(lines, widths, LOOK)
    amounts = {place for row in rows for place, value in enumerate(row) if isinstance(value, Money)}
    lines.insert(0, [said(text, is_right=place in amounts) for place, text in enumerate(heading)])
    return laid(lines, widths, [*LOOK, HEADED], repeat_rows=1)


def _cell(value: PaperCell, *, is_bare: bool) -> Paragraph:
    if isinstance(value, Money):
        amount = f"{value.decimal():,.{minor_digits(value.currency)}f}"
        return said(amount, is_right=True) if is_bare else said(f"{amount} {value.currency}")
    return said(value.isoformat() if isinstance(value, date) else value)
