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
# Carriage a fifth cheaper, and a fifth dearer.
CARRIAGE = (80, 120)


@dataclass(frozen=True, slots=True)
class Report:
    """Hold the town's figures up to a day, and the dated numbers that they rest on.

    `cohorts` are the weeks of returns that have closed, `supposed` the figures at other prices of carriage.
    """

    on: date
    figures: tuple[FigureRecord, ...]
    cohorts: tuple[Cohort, ...]
    supposed: tuple[Supposed, ...]
    assumptions: tuple[LimitRecord, ...]


def report(*, tariffs: Sequence[int] = (), carriage: Sequence[int] = ()) -> Report:
    """Count every figure up to the town's day, and those of freight and returns at so many per cent of `tariffs`.

    At so many per cent of `carriage` returns alone are counted, which is sooner done.
    """
    on = registry.town_clock(viewer=TOWN).on
    return _report(on, datacentre.measure(on=on, tariffs=tariffs, carriage=carriage, viewer=TOWN))


def of_returns(whole: Report) -> Report:
    """Return what a report says of returns, with the assumptions that it rests on."""
    return replace(
        whole,
        figures=_of_returns(whole.figures),
        supposed=tuple(replace(one, figures=_of_returns(one.figures)) for one in whole.supposed),
        assumptions=tuple(one for one in whole.assumptions if one.key.startswith(RETURNS)),
    )


def _of_returns(figures: Sequence[FigureRecord]) -> tuple[FigureRecord, ...]:
    return tuple(one for one in figures if one.key.startswith(RETURNS))


def keep_figures(*, now: datetime, carriage: Sequence[int] = ()) -> Report:
    """Count the town's figures and what they are made of, keep them for its pages, and report them.

    Beside them stands what returns would have cost at so many per cent of the prices of `carriage`.
    """
    on = registry.town_clock(viewer=TOWN).on
    measured = datacentre.measure(on=on, carriage=carriage, viewer=TOWN)
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
