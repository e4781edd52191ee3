"""Measure the town honestly, and name what each figure rests on."""

from dataclasses import dataclass
from datetime import date, datetime

from dukou.base.town import TOWN
from dukou.datacentre import door as datacentre
from dukou.datacentre.records import FigureRecord
from dukou.registry import door as registry
from dukou.registry.records import LimitRecord


@dataclass(frozen=True, slots=True)
class Report:
    """Hold the town's figures up to a day, and the dated numbers that they rest on."""

    on: date
    figures: tuple[FigureRecord, ...]
    assumptions: tuple[LimitRecord, ...]


def report() -> Report:
    """Count every figure up to the town's day."""
    on = registry.town_clock(viewer=TOWN).on
    return Report(
        on=on,
        figures=tuple(datacentre.measure(on=on, viewer=TOWN)),
        assumptions=tuple(registry.limit_rows(on=on)),
    )


def keep_figures(*, now: datetime) -> int:
    """Count the town's figures and keep them for the town page; return how many are new."""
    return datacentre.keep(report().figures, viewer=TOWN, now=now)
