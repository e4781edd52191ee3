"""Open the question what freight would have cost at other tariffs; nothing is written."""

from collections.abc import Iterator, Sequence
from datetime import date

import pyarrow as pa

from dukou.base.solving import Limit
from dukou.base.viewer import Viewer, require_town
from dukou.freight import models, rules
from dukou.freight.door.exports import BASELINES, TYPES
from dukou.freight.door.goods import decided_apart, departures, goods_of, in_state, locks_of
from dukou.freight.records import FirmBaseline, Pooling

SUPPOSED = pa.schema([("percent", pa.int64()), *((name, TYPES.get(name, pa.int64())) for name in BASELINES)])
Row = dict[str, object]


def what_if(*, percents: Sequence[int], limit: Limit, viewer: Viewer) -> pa.Table:
    """Solve every load that has left again, at so many per cent of the prices of carriage, and write nothing.

    The rows are those of `export_baselines` for each of `percents`, from 50 to 200, in a column `percent`. Handling and
    waiting cost what they did. This takes about as long as freezing and dispatching did, for each percentage. All or
    nothing.
    """
    require_town(viewer)
    rules.require_percents(percents)
    rows: list[Row] = []
    if percents:
        left = models.Load.objects.filter(state="dispatched").order_by("on").values_list("on", flat=True).distinct()
        for on in list(left):
            rows += _day(on, percents, limit)
    return pa.Table.from_pylist(rows, SUPPOSED)


def _day(on: date, percents: Sequence[int], limit: Limit) -> Iterator[Row]:
    loads = in_state("dispatched", on)
    leaving, goods, apart = departures(loads, on), goods_of(loads), decided_apart(loads)
    locked = locks_of(loads)
    for percent in percents:
        for load in loads:
            departure = rules.scaled(leaving[load.pk], percent)
            found = rules.baselines(goods[load.pk], departure, limit=limit)
            pooling, alone = rules.pool_where_it_pays(
                goods[load.pk], found, departure, limit=limit, apart=apart[load.pk]
            )
            if its := locked[load.pk]:
                without = apart[load.pk] | alone
                pooling = rules.pool(
                    goods[load.pk], found, departure, limit=limit, apart=without, locked=its, free=pooling
                )
            yield from _rows(load, found, pooling, percent)


def _rows(load: models.Load, found: Sequence[FirmBaseline], pooling: Pooling, percent: int) -> Iterator[Row]:
    for own, charge in zip(found, pooling.charges, strict=True):
        yield {
            "percent": percent,
            "load": load.code,
            "destination": load.destination.code,
            "on": load.on,
            "is_pooled": pooling.shortfall_minor == 0,
            "firm": own.firm,
            "shipments": own.shipments,
            "pairs": own.pairs,
            "naive_minor": own.naive_minor,
            "own_best_minor": own.own_best_minor,
            "own_best_waiting_minor": own.own_best_waiting_minor,
            "own_best_bound_minor": own.own_best_bound_minor,
            "own_best_late_pairs": own.own_best_late_pairs,
            "charge_minor": charge.charge_minor,
            "waiting_minor": charge.waiting_minor,
            "late_pairs": charge.late_pairs,
            "load_shortfall_minor": pooling.shortfall_minor,
        }
