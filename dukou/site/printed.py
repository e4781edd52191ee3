"""Print figures for people: the report with its definitions, and why rows of a book were refused."""

from collections.abc import Iterator, Mapping

from dukou.base.errors import Refusal
from dukou.journey.report import Report
from dukou.web import words
from dukou.web.words.datacentre import FIGURES
from dukou.web.words.published import LIMITS

PERCENT = 100
E6 = 1_000_000


def report_lines(report: Report) -> Iterator[str]:
    """Yield the report: each figure with unit and definition, parts below their total, assumptions last."""
    yield f"up to {report.on}; production, quality, transit, reasons of returns and payments are simulated"
    for one in report.figures:
        name, made_of = FIGURES[one.key]
        if one.is_suppressed:
            value = "suppressed (fewer than five firms, or one over half)"
        elif one.value is None:
            value = "-"
        elif one.unit == "share":
            value = f"{one.value * PERCENT:.2f} %"
        else:
            value = f"{one.value:,.4f} {one.unit}"
        yield f"{'  ' + one.part if one.part else str(name):45} {value:>30}" + ("" if one.part else f"   {made_of}")
    yield "assumptions"
    for limit in report.assumptions:
        name_of = str(LIMITS.get(limit.key, limit.key))
        yield f"{name_of:45} {limit.value_e6 / E6:>12g} {limit.unit}   ({limit.source})"


def refused_lines(refused_by_reason: Mapping[str, int]) -> Iterator[str]:
    """Yield how many rows were refused for each reason, in words."""
    for code, count in refused_by_reason.items():
        yield f"{count:>10}  {words.sentence(Refusal(code))}"
