"""Print figures for people: the report with its definitions, and why rows of a book were refused."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from dukou.base.errors import Refusal
from dukou.datacentre.records import FigureRecord, Supposed
from dukou.journey.report import Report
from dukou.registry.records import LimitRecord
from dukou.web import words
from dukou.web.words.datacentre import FIGURES, SEGMENTS
from dukou.web.words.published import LIMITS
from dukou.web.words.steps import SERVICES

PERCENT = 100
E6 = 1_000_000
HIDDEN = "suppressed"
PARTS = {**SEGMENTS, **SERVICES}


def report_lines(report: Report) -> Iterator[str]:
    """Yield the report: each figure with unit and definition, parts below it, other tariffs and assumptions last."""
    yield f"up to {report.on}; production, quality, transit, reasons of returns and payments are simulated"
    yield from _figure_lines(report.figures)
    yield from _supposed(report.supposed)
    yield from _assumed(report.assumptions)


def returns_lines(report: Report) -> Iterator[str]:
    """Yield what returns cost both ways: the figures, the weeks that have closed, and what is assumed."""
    yield (
        f"returns up to {report.on}, simulated: a real order book's cancellations carry volume and timing only;"
        " reasons, condition and freight rest on the assumptions below"
    )
    yield from _figure_lines(report.figures)
    yield f"{'week of delivery':18} {'pairs':>14} {'own best, yuan/100':>20} {'together, yuan/100':>20}"
    for week in report.cohorts:
        pairs = HIDDEN if week.pairs is None else f"{week.pairs:,}"
        yield f"{week.week!s:18} {pairs:>14} {_loss(week.own_best_a_hundred):>20} {_loss(week.net_loss_a_hundred):>20}"
    yield from _supposed(report.supposed)
    yield from _assumed(report.assumptions)


def _supposed(supposed: Iterable[Supposed]) -> Iterator[str]:
    for one in supposed:
        yield f"solved again with all prices of carriage at {one.percent} %"
        yield from (_line(str(FIGURES[figure.key][0]), figure) for figure in one.figures)


def _loss(value: Decimal | None) -> str:
    return "" if value is None else f"{value:,.4f}"


def _assumed(limits: Sequence[LimitRecord]) -> Iterator[str]:
    yield "assumptions"
    for limit in limits:
        name_of = str(LIMITS.get(limit.key, limit.key))
        yield f"{name_of:45} {limit.value_e6 / E6:>12g} {limit.unit}   ({limit.source})"


def _figure_lines(figures: Iterable[FigureRecord]) -> Iterator[str]:
    above = ""
    for one in figures:
        name, made_of = FIGURES[one.key]
        if not one.part:
            yield f"{_line(str(name), one)}   {made_of}"
        elif one.key != above:
            yield f"{name!s:76}   {made_of}"
        if one.part:
            yield _line(f"  {PARTS.get(one.part, one.part)}", one)
        above = one.key


def _line(name: str, one: FigureRecord) -> str:
    return f"{name:45} {_value(one):>30}"


def _value(one: FigureRecord) -> str:
    if one.is_suppressed:
        return "suppressed (fewer than five firms, or one over half)"
    if one.value is None:
        return "-"
    return f"{one.value * PERCENT:.2f} %" if one.unit == "share" else f"{one.value:,.4f} {one.unit}"


def refused_lines(refused_by_reason: Mapping[str, int]) -> Iterator[str]:
    """Yield how many rows were refused for each reason, in words."""
    for code, count in refused_by_reason.items():
        yield f"{count:>10}  {words.sentence(Refusal(code))}"
