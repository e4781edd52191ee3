"""Protect the plan of coming days: it foresees what the town's own steps then do, and writes nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dukou.base.errors import Missing
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.freight import door, models
from dukou.freight.records.planning import ForeseenLoad
from dukou.market import models as market
from dukou.provenance import models as book
from tests import builders as town
from tests.freight.builders import ON, dispatch, firms, freeze, offer, place, prepare, ready_order

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
DAYS = 3


def foresee(days: int = DAYS, *, goes_on: bool = True) -> list[ForeseenLoad]:
    return door.foresee(on=ON, days=days, limit=QUICK, viewer=TOWN, told=lambda _share: goes_on)


def with_goods(pairs: tuple[int, ...] = (300, 200, 150)) -> None:
    there, sellers = place(), firms(len(pairs))
    for number, (firm, count) in enumerate(zip(sellers, pairs, strict=True)):
        # Each waits for a day of its own.
        ready_order(there, firm, (count, 40), due_in=8 + number)


def test_what_is_foreseen_is_what_the_towns_steps_then_do() -> None:
    with_goods()
    before = book.Fact.objects.count()
    foreseen = foresee()
    assert (book.Fact.objects.count(), models.Load.objects.count()) == (before, 0)
    assert [one.on for one in foreseen] == [ON + timedelta(days=number) for number in range(DAYS)]
    for one in foreseen:
        assert (prepare(one.on), freeze(one.on), offer(one.on)) == (1, 1, 1)
        load = models.Load.objects.get(on=one.on)
        together = load.pooled_minor + load.waiting_minor
        assert (one.pairs, one.own_best_minor, one.together_minor) == (load.pairs, load.own_best_minor, together)
        assert dispatch(one.on) == 1
        legs = models.Leg.objects.filter(load=load).order_by("tariff_id")
        assert [(leg.service, leg.pairs, leg.paid_minor, leg.leaves_on) for leg in one.legs] == [
            (row.tariff.service, row.pairs, row.paid_minor, row.leaves_on) for row in legs
        ]


def test_what_is_promised_counts_from_the_day_by_which_it_is_to_be_ready() -> None:
    there, (one,) = place(), firms(1)
    lines = ready_order(there, one, (500,), due_in=3)
    market.Line.objects.filter(id__in=lines).update(state="planned", ready_by_on=ON + timedelta(days=1))
    (load,) = foresee()
    assert (load.on, load.pairs, load.promised_pairs) == (ON + timedelta(days=1), 500, 500)
    market.Line.objects.filter(id__in=lines).update(ready_by_on=ON - timedelta(days=5))
    assert foresee()[0].on == ON
    market.Line.objects.filter(id__in=lines).update(ready_by_on=ON + timedelta(days=DAYS))
    assert foresee() == []


def test_asked_to_stop_it_keeps_the_days_that_are_done() -> None:
    with_goods()
    assert [one.on for one in foresee(goes_on=False)] == [ON]


def test_it_is_for_the_town_alone() -> None:
    with pytest.raises(Missing):
        door.foresee(on=ON, days=1, limit=QUICK, viewer=town.DESK, told=lambda _share: True)


def test_it_asks_as_little_for_many_goods_as_for_few() -> None:
    counts = []
    for pairs in ((300, 200, 150), (300, 200, 150, 120, 90, 80)):
        with_goods(pairs)
        with CaptureQueriesContext(connection) as queries:
            foresee()
        counts.append(len(queries))
    assert counts[0] == counts[1]
