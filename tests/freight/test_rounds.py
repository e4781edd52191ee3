"""Protect the town's round: a day has one, planned anew only until it is driven, and rivals see nothing of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dukou.base.errors import Missing, Refusal
from dukou.base.solving import Limit
from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.depot import models as depot
from dukou.freight import models
from dukou.freight.door import rounds as door
from dukou.freight.records.rounds import Ride
from dukou.freight.rules import rounds as rules
from dukou.mill import models as mill
from dukou.provenance import models as provenance
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from tests import builders as town
from tests.freight.builders import NOW, ON, lay_ready

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
LIMIT = Limit(iterations=5)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _town() -> None:
    """Open a depot, publish the dated numbers, and let it be the day of the round."""
    town.limits()
    town.site(town.firm("depot"), kind="depot")
    registry_door.set_clock(on=ON, viewer=TOWN)


def lot_at_works(*, pairs: int = 240) -> mill.Lot:
    """Build a lot that passed today, and lies at works of its own still."""
    maker = town.factory()
    (line,) = town.order([(town.sku(), pairs)], seller=maker)
    lot = lay_ready(line)
    depot.CartonRun.objects.filter(lot_id=lot).delete()
    return mill.Lot.objects.get(pk=lot)


def back_home(lot: mill.Lot, case: str = "case-that-rides") -> Ride:
    """Ask for goods to be brought to the works where a lot lies."""
    return Ride(lot.firm_id, lot.firm_id, is_out=True, cartons=2, grams=9_000, ml=60_000, case=case)


def planned(*more: Ride, on: Any = ON) -> int:
    return door.plan(more, on=on, limit=LIMIT, viewer=TOWN, now=NOW)


def test_a_day_is_planned_once_and_anew_when_more_waits() -> None:
    lot = lot_at_works()
    assert (planned(), planned(), planned(back_home(lot)), planned(back_home(lot))) == (1, 0, 1, 0)
    assert list(models.Round.objects.order_by("id").values_list("state", flat=True)) == ["replaced", "planned"]
    shown = door.day(ON, viewer=town.DESK)
    assert shown.round is not None
    (stop, home) = shown.round.stops
    assert (stop.out_cartons, stop.back_cartons, home.is_home) == (2, cartons_of(lot), True)
    assert shown.round.cost_minor == stop.cost_minor + home.cost_minor
    told = provenance.Fact.objects.filter(kind="freight.round_planned").values_list("subject", flat=True)
    assert set(told) == set(models.Round.objects.values_list("code", flat=True))


def cartons_of(lot: mill.Lot) -> int:
    return -(-lot.pairs_passed // lot.line.sku.style.pairs_per_carton)


def test_what_was_driven_is_not_planned_again_that_day_nor_rides_on_another() -> None:
    lot = lot_at_works()
    assert planned(back_home(lot)) == 1
    # A case that is promised a ride on one day rides on no other.
    assert planned(back_home(lot), on=ON + DAY) == 0
    assert (door.set_off(on=ON, viewer=TOWN, now=NOW), door.set_off(on=ON, viewer=TOWN, now=NOW)) == (1, 0)
    assert planned(back_home(lot), back_home(lot, "another-case")) == 0
    with pytest.raises(Refusal) as refused:
        door.ask(ON, viewer=town.DESK, now=NOW)
    assert refused.value.code == "freight.round_driven"
    assert planned(back_home(lot, "another-case"), on=ON + DAY) == 1
    assert models.RoundGoods.objects.filter(case="case-that-rides").count() == 1


def test_lots_in_the_depot_wait_for_no_round() -> None:
    maker = town.factory()
    lay_ready(town.order([(town.sku(), 240)], seller=maker)[0])
    assert planned() == models.Round.objects.count() == 0


def test_what_no_van_reaches_is_named() -> None:
    lot, far = lot_at_works(), lot_at_works()
    registry.Site.objects.filter(firm_id=far.firm_id).update(lat_e6=29_790_000, lon_e6=120_180_000)
    nowhere = town.firm("buyer")
    assert planned(replace(back_home(lot), at=nowhere)) == 1
    shown = door.day(ON, viewer=town.DESK).round
    assert shown is not None
    assert {(one.why, one.cartons) for one in shown.left} == {("far", cartons_of(far)), ("nowhere", 2)}
    assert [one.back_cartons for one in shown.stops if not one.is_home] == [cartons_of(lot)]


def test_nothing_is_written_if_the_goods_changed_while_it_was_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    lot_at_works()
    solve = rules.driven

    def meanwhile(*given: Any, **named: Any) -> Any:
        lot_at_works()
        return solve(*given, **named)

    monkeypatch.setattr(rules, "driven", meanwhile)
    assert planned() == models.Round.objects.count() == provenance.Fact.objects.count() == 0


def test_of_two_who_plan_at_once_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    lot_at_works()
    solve, others = rules.driven, []

    def meanwhile(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(rules, "driven", solve)
        others.append(planned())
        models.Round.objects.update(state="driven")
        return solve(*given, **named)

    monkeypatch.setattr(rules, "driven", meanwhile)
    assert (planned(), others) == (0, [1])
    assert models.Round.objects.get().state == "driven"


def test_a_desk_asks_once_for_today_and_for_no_other_day() -> None:
    assert door.ask(ON, viewer=town.DESK, now=NOW) == door.ask(ON, viewer=town.DESK, now=NOW)
    with pytest.raises(Refusal) as refused:
        door.ask(ON - DAY, viewer=town.DESK, now=NOW)
    assert refused.value.code == "freight.round_not_today"
    assert door.day(ON, viewer=town.DESK).job
    assert not door.day(ON - DAY, viewer=town.DESK).may_plan


def test_a_firm_sees_its_own_stop_and_a_rival_nothing() -> None:
    lot, rival = lot_at_works(), town.owner(town.factory())
    planned(back_home(lot))
    mine = town.owner(lot.firm_id)
    (stop,) = door.own_stops(ON, viewer=mine)
    assert (stop.out_cartons, stop.back_cartons) == (2, cartons_of(lot))
    assert stop.arrives_s > rules.fleet({}).opens_s
    assert door.own_stops(ON, viewer=rival) == door.own_stops(ON + DAY, viewer=mine) == []
    code = models.Round.objects.get().code
    for viewer in (mine, rival):
        _refuses_all(code, viewer)
    assert door.round_by_code(code, viewer=town.DESK) == door.day(ON, viewer=town.DESK).round


def _refuses_all(code: str, viewer: Viewer) -> None:
    for ask in (
        lambda: door.day(ON, viewer=viewer),
        lambda: door.round_by_code(code, viewer=viewer),
        lambda: door.ask(ON, viewer=viewer, now=NOW),
    ):
        with pytest.raises(Missing):
            ask()


def test_many_lots_take_as_many_queries_as_one() -> None:
    def counts(on: Any) -> list[int]:
        found = []
        steps = (
            lambda: planned(on=on),
            lambda: door.day(on, viewer=town.DESK),
            lambda: door.own_stops(on, viewer=town.owner(1)),
            lambda: door.set_off(on=on, viewer=TOWN, now=NOW),
        )
        for step in steps:
            with CaptureQueriesContext(connection) as seen:
                step()
            found.append(len(seen))
        return found

    lot_at_works()
    few = counts(ON)
    for _lot in range(4):
        lot_at_works()
    mill.Lot.objects.filter(id__in=mill.Lot.objects.order_by("-id")[:4]).update(passed_on=ON + DAY)
    assert counts(ON + DAY) == few
