"""Protect what rides on the town's round: goods dropped at shops come in, goods for their firm's own buyer go home."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dukou.base.errors import Missing
from dukou.base.solving import Limit
from dukou.base.town import TOWN
from dukou.freight.door import rounds as freight
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from dukou.returns import models
from dukou.returns.door import dock, rounds
from dukou.returns.records.dock import NewHanded
from tests import builders
from tests.returns.builders import FEES
from tests.returns.clerks import AT, ON, clerk, on_the_way, shopkeeper

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _town(settings: Any, tmp_path: Any) -> None:
    settings.DUKOU_HOME = tmp_path
    builders.limits(FEES)


def handed(case: models.Case, leg: str, viewer: Any) -> None:
    text = dock.label(case.code, viewer=clerk()).text
    new = NewHanded(key=f"{leg}-{case.code}", leg=leg, text=text, given_by="王秀英", taken_by="周店长", found=40, at=AT)
    dock.hand_over(new, viewer=viewer, on=ON, now=AT)


def placed(case: models.Case, sink: str) -> None:
    """Let a case be closed whose goods went to a sink, as the days of the returns desk would."""
    models.Case.objects.filter(pk=case.pk).update(state="closed", closed_on=ON)
    models.Placement.objects.create(
        case=case,
        batch="batch",
        frozen_on=ON,
        own_sink=sink,
        own_freight_minor=0,
        own_handling_minor=0,
        own_cash_minor=0,
        own_worth_minor=0,
        sink=sink,
        pooled_minor=0,
    )


def riding(days: int = 0) -> set[tuple[str, int, bool]]:
    on = builders.ON.fromordinal(ON.toordinal() + days)
    return {(one.case, one.at, one.is_out) for one in rounds.rides(on=on, viewer=TOWN)}


def test_what_was_dropped_at_a_shop_waits_there_until_a_van_takes_it() -> None:
    case, shop = on_the_way(), shopkeeper()
    assert riding() == set()
    handed(case, "buyer_shop", shop)
    assert riding() == {(case.code, shop.firm, False)}
    handed(case, "shop_round", shop)
    assert riding() == set()


def test_what_a_shop_sends_back_is_fetched_on_the_day_it_is_expected() -> None:
    case = on_the_way()
    registry.Firm.objects.filter(pk=case.buyer_id).update(kind="shop")
    assert case.received_on is not None
    ahead = (case.received_on - ON).days
    assert riding(ahead - 1) == riding(ahead + 1) == set()
    assert riding(ahead) == {(case.code, case.buyer_id, False)}
    models.SentNumber.objects.create(case=case, carrier_ref="SF-1", on=ON)
    assert riding(ahead) == set()


def test_what_its_firms_own_buyer_or_waste_takes_rides_home_for_a_week() -> None:
    homes, stays = [on_the_way(), on_the_way()], on_the_way()
    for case, sink in zip([*homes, stays], ("own_buyer", "scrap", "outlet"), strict=True):
        placed(case, sink)
    assert riding() == riding(8) == set()
    assert riding(1) == riding(7) == {(case.code, case.firm_id, True) for case in homes}


def test_many_returns_take_as_many_queries_as_one_and_are_told_to_the_town_alone() -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            rounds.rides(on=builders.ON.fromordinal(ON.toordinal() + 1), viewer=TOWN)
        return len(seen)

    placed(on_the_way(), "scrap")
    few = count()
    for _case in range(3):
        placed(on_the_way(), "scrap")
    assert count() == few
    with pytest.raises(Missing):
        rounds.rides(on=ON, viewer=clerk())


def test_a_van_takes_in_what_was_dropped_and_brings_home_what_is_its_firms_own_once() -> None:
    registry_door.set_clock(on=ON, viewer=TOWN)
    dropped, shop = on_the_way(), shopkeeper()
    handed(dropped, "buyer_shop", shop)
    home = on_the_way()
    builders.site(home.firm_id)
    placed(home, "own_buyer")
    tomorrow = builders.ON.fromordinal(ON.toordinal() + 1)
    for written in (1, 0):
        more = rounds.rides(on=tomorrow, viewer=TOWN)
        assert freight.plan(more, on=tomorrow, limit=Limit(5), viewer=TOWN, now=AT) == written
    stops = freight.day(tomorrow, viewer=clerk()).round
    assert stops is not None
    assert sorted((one.out_cartons, one.back_cartons) for one in stops.stops if not one.is_home) == [(0, 1), (1, 0)]
