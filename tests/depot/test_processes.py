"""Protect the promise under load: processes with connections of their own never sell a pair or give a number twice."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from dukou.depot import models
from tests import builders
from tests.builders import ON
from tests.depot import processes
from tests.depot.builders import depot, free_goods, passed, shelf

pytestmark = [pytest.mark.doors, pytest.mark.django_db(transaction=True)]
MANY = 4


def holds() -> dict[str, tuple[int, int]]:
    rows = models.Reservation.objects.filter(line=None, state="held").values_list("key", "stock__lot_id", "pairs")
    return {key: (lot, pairs) for key, lot, pairs in rows}


def test_processes_that_ask_at_once_sell_every_pair_once_and_not_one_more() -> None:
    depot()
    seller, sku = builders.factory(), builders.sku()
    goods = free_goods([40, 23, 37], owner=seller, sku=sku)
    # Twice as many pairs are asked for as there are: some by lot, some of any, in batches that lie across lots.
    batches = [
        [
            [(None, sku, 1, f"any-{number}-{turn}"), (goods[(number + turn) % 3].lot, sku, 1, f"lot-{number}-{turn}")]
            for turn in range(20)
        ]
        + [[(None, sku, 1, f"rest-{number}-{turn}-{part}") for part in range(5)] for turn in range(8)]
        for number in range(MANY)
    ]
    granted = [held for found in processes.in_processes(MANY, processes.reserve, seller, batches) for held in found]
    assert len(granted) == len({key for key, _lot in granted}) == 100
    assert holds() == {key: (lot, 1) for key, lot in granted}
    assert shelf() == {one.lot: (one.pairs, one.pairs) for one in goods}


def test_one_key_asked_for_by_all_at_once_is_one_hold() -> None:
    depot()
    seller = builders.factory()
    one, two = (free_goods([50], owner=seller, sku=builders.sku())[0] for _kind in range(2))
    # The same word for the same goods is one hold for all; for other goods only the first to come gets it.
    batches = [
        [
            batch
            for turn in range(15)
            for batch in (
                [(one.lot, one.sku, 2, f"same-{turn}")],
                [(mine.lot, mine.sku, 1, f"either-{turn}")],
            )
        ]
        for mine in (one, two) * (MANY // 2)
    ]
    granted = processes.in_processes(MANY, processes.reserve, seller, batches)
    counts = Counter(held for found in granted for held in found)
    assert dict(counts.keys()) == {key: lot for key, (lot, _pairs) in holds().items()}
    assert len(counts) == len(holds()) == 30
    for turn in range(15):
        assert counts[f"{seller}:same-{turn}", one.lot] == MANY
        assert counts[f"{seller}:either-{turn}", one.lot] in {0, MANY // 2}
        assert counts[f"{seller}:either-{turn}", two.lot] in {0, MANY // 2}
    reserved = Counter({one.lot: 0, two.lot: 0})
    for lot, pairs in holds().values():
        reserved[lot] += pairs
    assert shelf() == {lot: (50, pairs) for lot, pairs in reserved.items()}


def test_processes_that_receive_at_once_give_every_lot_one_run_and_no_number_twice() -> None:
    depot()
    days = [ON + timedelta(days=day) for day in range(4)]
    goods = [one for day in days for one in passed([450, 200, 1, 999], on=day)]
    received = processes.in_processes(MANY, processes.receive, days)
    assert sum(received) == len(goods) == 16
    assert shelf() == {one.lot: (one.pairs, one.pairs) for one in goods}
    runs = list(models.CartonRun.objects.order_by("serial_first").values_list("serial_first", "count", "lot_id"))
    assert sorted(lot for _first, _count, lot in runs) == sorted(one.lot for one in goods)
    assert runs[0][0] == 1
    assert all(first + count == following for (first, count, _lot), (following, *_rest) in pairwise(runs))
