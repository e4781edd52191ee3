"""Measure the town honestly, and name what each figure rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dukou.base.town import TOWN
from dukou.datacentre import door as datacentre
from dukou.datacentre.records import Cohort, FigureRecord, Measures, Supposed
from dukou.registry import door as registry
from dukou.registry.records import LimitRecord

RETURNS = "returns."


@dataclass(frozen=True, slots=True)
class Report:
    """Hold the town's figures up to a day, and the dated numbers that they rest on.

    `cohorts` are the weeks of returns that have closed, `supposed` the figures of freight at other tariffs.
    """

    on: date
    figures: tuple[FigureRecord, ...]
    cohorts: tuple[Cohort, ...]
    supposed: tuple[Supposed, ...]
    assumptions: tuple[LimitRecord, ...]


def report(*, tariffs: Sequence[int] = ()) -> Report:
    """Count every figure up to the town's day, and those of freight at so many per cent of the tariffs."""
    on = registry.town_clock(viewer=TOWN).on
    return _report(on, datacentre.measure(on=on, tariffs=tariffs, viewer=TOWN))


def of_returns(whole: Report) -> Report:
    """Return what a report says of returns, with the assumptions that it rests on."""
    return replace(
        whole,
        figures=tuple(one for one in whole.figures if one.key.startswith(RETURNS)),
        supposed=(),
        assumptions=tuple(one for one in whole.assumptions if one.key.startswith(RETURNS)),
    )


def keep_figures(*, now: datetime) -> Report:
    """Count the town's figures and what they are made of, keep them for its pages, and report them."""
    on = registry.town_clock(viewer=TOWN).on
    measured = datacentre.measure(on=on, viewer=TOWN)
    datacentre.keep((*measured.figures, *measured.details), places=measured.places, viewer=TOWN, now=now)
    return _report(on, measured)


def _report(on: date, measured: Measures) -> Report:
    return Report(
        on=on,
        figures=measured.figures,
        cohorts=measured.cohorts,
        supposed=measured.supposed,
        assumptions=tuple(registry.limit_rows(on=on)),
    )
