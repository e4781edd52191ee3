"""Read what of a load goes in whole vehicles, and which jobs stow it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dukou.base.viewer import Viewer
from dukou.freight import models
from dukou.freight.door.picturing import VEHICLE, aboard
from dukou.freight.records.stowing import STOW
from dukou.freight.rules import stowing as rules
from dukou.jobs import door as jobs
from dukou.jobs.records import Job
from dukou.registry import door as registry
from dukou.registry.records import TariffRecord

# Of a row of goods aboard: shipment, firm, pairs, cartons, grams, ml, due day, tariff.
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Goods:
    """Hold the shipments of a load that go by one service in whole vehicles."""

    tariff: TariffRecord
    rows: tuple[Row, ...]

    @property
    def key(self) -> str:
        """Return what tells whether the same shipments are stowed."""
        return rules.goods_key(row[0] for row in self.rows)


def goods_of_vehicles(loads: Sequence[models.Load]) -> dict[int, list[Goods]]:
    """Return what goes in whole vehicles, by load and service."""
    found: dict[int, list[Goods]] = {one.pk: [] for one in loads}
    tariffs = {one.id: one for on in {one.on for one in loads} for one in registry.tariffs(on=on)}
    for load, rows in aboard(loads).items():
        by_tariff: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            by_tariff[row[-1]].append(row)
        found[load] = [
            Goods(tariffs[key], tuple(its))
            for key, its in sorted(by_tariff.items())
            if key in tariffs and tariffs[key].kind == VEHICLE
        ]
    return found


def stowing_jobs(viewer: Viewer) -> tuple[Job, ...]:
    """Return the jobs that stow loads, the last ones first."""
    return jobs.list_jobs(viewer=viewer, kind=STOW)
