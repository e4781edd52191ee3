"""Open the question what returns would have cost at other prices of carriage; nothing is written."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pyarrow as pa

from dukou.base.solving import Limit
from dukou.base.viewer import Viewer, require_town
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.door.cases import EXPORT
from dukou.returns.door.placing import ARRIVED
from dukou.returns.records import ArrivedCase, Fees
from dukou.returns.rules import cases as rules
from dukou.returns.rules import placing

SUPPOSED = pa.schema([("percent", pa.int64()), *((name, kind) for name, (_path, kind) in EXPORT.items())])
SLICE = 10_000
Costs = dict[str, int]


def what_if(*, percents: Sequence[int], limit: Limit, viewer: Viewer) -> pa.Table:
    """Place all goods at home again, alone and together, at so many per cent of the prices of carriage; write nothing.

    The rows are those of `export_cases` for each of `percents`, in a column `percent`. What stayed with its buyer, what
    lies overseas and what was sent in exchange are as they were.
    """
    require_town(viewer)
    if not percents:
        return SUPPOSED.empty_table()
    paths = [path for path, _kind in EXPORT.values()]
    rows = models.Case.objects.order_by("id").values_list("id", *paths).iterator(SLICE)
    keys, *columns = [*zip(*rows, strict=True)] or [()] * (1 + len(EXPORT))
    batches, found = _batches(viewer), []
    for percent in percents:
        costs = {key: cost for batch in batches for key, cost in _placed_again(*batch, percent, limit)}
        supposed = {
            name: [costs.get(key, {}).get(name, value) for key, value in zip(keys, column, strict=True)]
            for name, column in zip(EXPORT, columns, strict=True)
        }
        found.append(pa.table({"percent": [percent] * len(keys), **supposed}, SUPPOSED))
    return pa.concat_tables(found)


def _batches(viewer: Viewer) -> list[tuple[list[ArrivedCase], list[int], Fees]]:
    """Return the cases that were placed together, the pairs that replaced them, and the fees of their day."""
    shops = len(registry.firms(viewer=viewer, kinds=["shop"]))
    by_day: dict[date, list[tuple[ArrivedCase, int]]] = defaultdict(list)
    names = [f"case__{name}" for name in ARRIVED]
    placed = models.Placement.objects.filter(pooled_minor__isnull=False, case__site=None).order_by("case_id")
    fields = ("frozen_on", "own_freight_minor", "case__pairs_replaced", *names)
    for on, told, pairs, *values in placed.values_list(*fields).iterator(SLICE):
        # What its way back alone was told to cost: what it costs now is that in common.
        by_day[on].append((replace(ArrivedCase(*values), freight_minor=told), pairs))
    return [
        (
            [case for case, _replaced in batch],
            [replaced for _case, replaced in batch],
            rules.fees(registry.limits(on=on), shops=shops),
        )
        for on, batch in by_day.items()
    ]


def _placed_again(
    told: Sequence[ArrivedCase], replaced: Sequence[int], fees: Fees, percent: int, limit: Limit
) -> Iterator[tuple[int, Costs]]:
    """Yield what each case of a batch would have cost, by its key."""
    day = placing.scaled(fees, percent)
    cases = [replace(one, freight_minor=one.freight_minor * percent // placing.A_HUNDRED) for one in told]
    own, pooled = rules.own_best(cases, day, limit), [one.placed for one in rules.grade(cases, day, limit)]
    for case, alone, place, pairs in zip(cases, own, pooled, replaced, strict=True):
        settled = placing.settle(case, alone.cost_minor, place, pairs, day)
        yield (
            case.id,
            {
                "freight_minor": settled.freight_minor,
                "handling_minor": settled.handling_minor + settled.borne_minor,
                "borne_minor": settled.borne_minor,
                "resale_minor": place.cash_minor,
                "own_cost_minor": settled.own_minor + place.worth_minor - place.cash_minor,
            },
        )
