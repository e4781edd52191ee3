"""Put wages on paper, in Chinese and English: a slip for each worker, and a workbook of all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _
from reportlab.platypus import PageBreak, Spacer

from dukou.base.money import PRICE_SCALE, Money
from dukou.mill.records import DayWage
from dukou.web.parts.excel import Sheet, workbook
from dukou.web.parts.names import both
from dukou.web.parts.pdf import FACT_WIDTHS, GAP, HEADED, LARGE, LOOK, cell, laid, printed, said
from dukou.web.words.floor import OPERATIONS

WIDTHS = (0.16, 0.24, 0.2, 0.12, 0.12, 0.16)
HEADING = (_("Day"), _("Operation"), _("Row"), _("Handed over"), _("Piece rate"), _("Earned"))


@dataclass(frozen=True, slots=True)
class Wages:
    """Hold what a firm's workers earned from a day to a day."""

    firm: str
    since: date
    until: date
    rows: tuple[DayWage, ...]

    def of_workers(self) -> Iterator[tuple[int, list[DayWage]]]:
        """Yield each worker with his rows, by number."""
        by_worker = attrgetter("worker")
        for worker, mine in groupby(sorted(self.rows, key=by_worker), key=by_worker):
            yield worker, list(mine)


def print_slips(wages: Wages) -> bytes:
    """Return a slip for each worker as PDF, each on pages of its own; the same wages give the same bytes."""
    title = f"{both(_('Wages'))} {wages.since:%Y-%m}"
    return printed(title, lambda: _story(wages, title))


def wage_workbook(wages: Wages) -> bytes:
    """Return wages as a workbook: sums by worker, and every row."""
    sums = [(str(worker), _sum(mine)) for worker, mine in wages.of_workers()]
    heading = [both(_("Worker")), *map(both, HEADING)]
    sheets: list[Sheet] = [
        (both(_("By worker")), [both(_("Worker")), both(_("Earned"))], sums),
        (both(_("Day by day")), heading, [(str(one.worker), *_row(one)) for one in wages.rows]),
    ]
    return workbook(sheets)


def _story(wages: Wages, title: str) -> list[Any]:
    story: list[Any] = []
    for worker, mine in wages.of_workers():
        facts = (
            (both(_("Firm")), wages.firm),
            (both(_("Worker")), str(worker)),
            (both(_("Period")), f"{wages.since} – {wages.until}"),
            (both(_("Earned")), f"{_sum(mine).decimal():,.2f} CNY"),
        )
        story += [
            said(title, size=LARGE),
            Spacer(0, GAP),
            laid([list(map(said, fact)) for fact in facts], FACT_WIDTHS, LOOK),
        ]
        lines = [[said(both(words)) for words in HEADING], *(_line(one) for one in mine)]
        story += [Spacer(0, GAP), laid(lines, WIDTHS, [*LOOK, HEADED], repeat_rows=1), PageBreak()]
    return story[:-1] or [said(title, size=LARGE)]


def _line(one: DayWage) -> list[Any]:
    on, operation, kind, units, rate, amount = _row(one)
    texts = str(on), operation, kind, f"{units:,}", f"{rate:.4f}", f"{amount.decimal():,.2f}"
    return [
        cell(text, share, is_right=place > 2) for place, (text, share) in enumerate(zip(texts, WIDTHS, strict=True))
    ]


def _row(one: DayWage) -> tuple[date, str, str, int, float, Money]:
    kind = _words(_("Taken back")) if one.is_correction else _words(_("Handed over"))
    rate = one.rate_e4 / PRICE_SCALE
    return one.on, _words(OPERATIONS[one.operation]), kind, one.units, rate, Money(one.amount_minor)


def _sum(mine: list[DayWage]) -> Money:
    return Money(sum(one.amount_minor for one in mine))


@cache
def _words(words: Any) -> str:
    return both(words)
