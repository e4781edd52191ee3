"""Measure the town honestly, and name what each figure rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dukou.base.town import TOWN
from dukou.datacentre import door as datacentre
from dukou.datacentre.records import Cohort, FigureRecord, Supposed
from dukou.registry import door as registry
from dukou.registry.records import LimitRecord


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
    measured = datacentre.measure(on=on, tariffs=tariffs, viewer=TOWN)
    return Report(
        on=on,
        figures=measured.figures,
        cohorts=measured.cohorts,
        supposed=measured.supposed,
        assumptions=tuple(registry.limit_rows(on=on)),
    )


def keep_figures(*, now: datetime) -> int:
    """Count the town's figures and what they are made of, keep them for its pages; return how many are new."""
    measured = datacentre.measure(on=registry.town_clock(viewer=TOWN).on, viewer=TOWN)
    figures = (*measured.figures, *measured.details)
    return datacentre.keep(figures, places=measured.places, viewer=TOWN, now=now)
