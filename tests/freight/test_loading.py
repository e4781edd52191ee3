"""Protect the plan of loading from the job that makes it to those who look: sound, current, and each to his own."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dukou.base.errors import Missing, Refusal
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import OPERATOR, Viewer
from dukou.freight import door, models
from dukou.freight.door import loading, papers, stowing
from dukou.freight.records.stowing import StowageRecord
from dukou.freight.rules import stowing as rules
from dukou.jobs import models as jobs
from dukou.journey.audit import stowing as audit
from dukou.provenance import models as book
from dukou.registry import models as registry
from dukou.site import rounds
from tests import builders as town
from tests.freight.builders import NOW, ON, dispatch, firms, freeze, offer, place, prepare, ready_order
from tests.town.watch import watching

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
PAIRS = (9_000, 5_000, 2_130)
TRUCK = "truck"
MOST_QUERIES = 35


def offered(pairs: tuple[int, ...] = PAIRS) -> list[int]:
    """Offer a load that goes by truck to firms that each sell so many pairs, and return them."""
    there, sellers = place(services=(TRUCK,)), firms(len(pairs))
    for firm, number in zip(sellers, pairs, strict=True):
        ready_order(there, firm, (number,))
    prepare()
    freeze()
    offer()
    return sellers


def code() -> str:
    return models.Load.objects.get().code


def stow() -> int:
    return stowing.stow(code(), limit=QUICK, viewer=TOWN, now=NOW)


def seen(viewer: Viewer = town.DESK) -> StowageRecord:
    return loading.stowage(code(), TRUCK, viewer=viewer)


def decline(firm: int) -> None:
    (mine,) = door.offers(viewer=town.owner(firm), on=ON)
    door.answer_offers([mine.code], accept=False, viewer=town.owner(firm), on=ON, now=NOW)


def state() -> tuple[Any, ...]:
    tables = (models.Stowage, models.StowedVehicle, models.StowedGoods, models.LoadingTick, book.Fact)
    return tuple(table._default_manager.count() for table in tables)


def somebody(phone: str) -> Viewer:
    """Return a person who loads."""
    row = get_user_model().objects.create(phone=phone, password="!", phone_verified=True)
    return Viewer(person=row.pk, firm=None, roles=frozenset({OPERATOR}), request_id=phone)


def test_the_desk_sees_every_carton_of_an_offered_load_and_the_same_plan_once_it_has_left() -> None:
    sellers = offered()
    assert seen().state == "none"
    assert stow() == 1
    found = seen()
    cartons = [one for vehicle in found.vehicles for one in vehicle.cartons]
    assert found.state == "kept"
    assert len({one.sscc for one in cartons}) == len(cartons)
    carried = dict(models.Shipment.objects.values_list("firm_id", "cartons"))
    assert Counter(one.firm for one in cartons) == carried
    assert set(carried) == set(sellers)
    for vehicle in found.vehicles:
        assert [one.step for one in vehicle.cartons] == list(range(1, len(vehicle.cartons) + 1))
    dispatch()
    assert (stow(), seen()) == (0, found)
    assert book.Fact.objects.filter(kind="freight.load_stowed").count() == 1


def test_a_firm_sees_its_own_cartons_alone_counted_anew() -> None:
    first, *_others = offered()
    stow()
    whole, mine = seen(), seen(town.owner(first))
    assert {one.firm for vehicle in mine.vehicles for one in vehicle.cartons} == {first}
    theirs = {one.sscc for vehicle in whole.vehicles for one in vehicle.cartons if one.firm == first}
    assert {one.sscc for vehicle in mine.vehicles for one in vehicle.cartons} == theirs
    for number, vehicle in enumerate(mine.vehicles, start=1):
        assert vehicle.number == number
        assert [one.step for one in vehicle.cartons] == list(range(1, len(vehicle.cartons) + 1))
        assert min(one.drop for one in vehicle.cartons) == 0
    assert (mine.charged, mine.laws, mine.left, mine.job, mine.is_whole) == (None, (), (), None, False)


def test_a_carton_bears_the_number_that_its_papers_give_it() -> None:
    offered()
    stow()
    assert {one.label for vehicle in seen().vehicles for one in vehicle.cartons} == {None}
    shipment = models.Shipment.objects.order_by("id")[0]
    papers.issue_papers([shipment.code], on_pallets=False, on=ON, viewer=town.DESK, now=NOW)
    labels = [one for vehicle in seen().vehicles for one in vehicle.cartons if one.shipment == shipment.code]
    assert sorted(one.label or 0 for one in labels) == list(range(1, shipment.cartons + 1))
    printed = papers.labels("carton", shipment.code, first=1, count=shipment.cartons, viewer=town.DESK)
    assert {(one.sscc, one.label) for one in labels} == {(one.sscc, one.number) for one in printed}


def test_for_others_there_is_no_plan() -> None:
    offered()
    stow()
    buyer = models.Shipment.objects.values_list("buyer_id", flat=True)[0]
    for viewer in (town.owner(town.firm()), town.purchaser(buyer), Viewer()):
        with pytest.raises(Missing):
            seen(viewer)
    for load, service in ((code(), "ltl"), ("%", TRUCK)):
        with pytest.raises(Missing):
            loading.stowage(load, service, viewer=town.DESK)


def test_a_firm_is_not_told_that_others_goods_have_changed() -> None:
    first, *_others, last = offered()
    stow()
    before = seen(town.owner(first))
    place_of = models.Shipment.objects.get(firm_id=last)
    models.Offer.objects.filter(firm_id=last).update(tariffs=[])
    models.Offer.objects.filter(firm_id=last).delete()
    assert seen().state == "none"
    assert seen(town.owner(first)) == before
    with pytest.raises(Missing):
        seen(town.owner(last))
    assert models.StowedGoods.objects.filter(shipment=place_of).exists()


def test_what_was_tampered_with_is_not_shown_to_anybody() -> None:
    first, *_others = offered()
    stow()
    row = models.StowedVehicle.objects.get(number=1)
    row.placements[0][2] += 1
    row.save()
    found = seen()
    assert (found.state, found.vehicles) == ("broken", ())
    assert found.laws == ("no two cartons are in one place",)
    mine = seen(town.owner(first))
    assert (mine.state, mine.vehicles, mine.laws) == ("broken", (), ())


def test_an_unsound_answer_is_kept_as_broken_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    offered()
    honest = rules.stowed

    def careless(cargo: Any, *, limit: Any) -> Any:
        some, answer = honest(cargo, limit=limit)
        return some, type(answer)(answer.loads[:0], answer.left, 0, 0, answer.bound, answer.status)

    monkeypatch.setattr(rules, "stowed", careless)
    assert stow() == 1
    found = seen()
    assert (found.state, found.vehicles, models.StowedVehicle.objects.count()) == ("broken", (), 0)
    monkeypatch.undo()
    assert stow() == 1
    assert seen().state == "kept"


def test_goods_that_change_while_a_plan_is_made_are_not_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *_others = offered()
    honest = rules.stowed

    def slow(cargo: Any, *, limit: Any) -> Any:
        models.Offer.objects.filter(firm_id=first).delete()
        return honest(cargo, limit=limit)

    monkeypatch.setattr(rules, "stowed", slow)
    before = state()
    assert stow() == 0
    assert state() == before


def test_a_measure_that_is_not_published_is_named_and_nothing_is_written() -> None:
    offered()
    registry.Limit.objects.filter(key="stowing.truck_width_mm").delete()
    before = state()
    with pytest.raises(Refusal) as refused:
        stow()
    assert (refused.value.code, refused.value.facts) == ("freight.fee_missing", {"key": "stowing.truck_width_mm"})
    assert state() == before


def test_cartons_that_the_depot_did_not_pack_so_are_refused() -> None:
    offered()
    shipment = models.Shipment.objects.order_by("id")[0]
    models.Shipment.objects.filter(pk=shipment.pk).update(cartons=shipment.cartons + 1)
    before = state()
    with pytest.raises(Refusal, match=r"freight\.packing_differs"):
        stow()
    assert state() == before


def test_cartons_larger_than_the_vehicle_are_named() -> None:
    first, *_others = offered((9_000,))
    registry.Limit.objects.filter(key="stowing.truck_height_mm").update(value_e6=100 * 1_000_000)
    assert stow() == 1
    found = seen()
    assert (found.state, found.vehicles) == ("left", ())
    assert [(one.firm, one.reason) for one in found.left] == [(first, "too large")] * len(found.left)
    assert sum(one.cartons for one in found.left) == models.Shipment.objects.get().cartons
    registry.Limit.objects.filter(key="stowing.truck_height_mm").update(value_e6=2_600 * 1_000_000)
    assert stow() == 1
    assert seen().state == "kept"


def test_the_beat_asks_once_and_again_when_goods_change() -> None:
    assert stowing.ask_due(viewer=TOWN, now=NOW) == 0
    first, *_others = offered()
    assert [stowing.ask_due(viewer=TOWN, now=NOW) for _again in range(2)] == [1, 0]
    assert seen().job == jobs.Job.objects.get().code
    assert rounds.work_once(lambda: NOW) == 1
    assert (seen().state, stowing.ask_due(viewer=TOWN, now=NOW)) == ("kept", 0)
    models.Offer.objects.filter(firm_id=first).delete()
    assert stowing.ask_due(viewer=TOWN, now=NOW) == 1
    assert rounds.work_once(lambda: NOW) == 1
    assert seen().state == "kept"
    assert models.Stowage.objects.count() == 2


def test_what_failed_is_asked_for_again_by_the_desk_alone() -> None:
    offered()
    stowing.ask_due(viewer=TOWN, now=NOW)
    jobs.Job.objects.update(state="failed")
    assert stowing.ask_due(viewer=TOWN, now=NOW) == 0
    asked = [stowing.ask(code(), viewer=town.DESK, now=NOW) for _again in range(2)]
    assert asked[0] == asked[1]
    assert jobs.Job.objects.filter(state="queued").count() == 1
    with pytest.raises(Missing):
        stowing.ask("%", viewer=town.DESK, now=NOW)


def test_two_people_who_tick_at_once_are_both_kept() -> None:
    offered()
    stow()
    people = [somebody("+8613900000011"), somebody("+8613900000012")]

    def tick(viewer: Viewer, *steps: int, is_loaded: bool = True) -> int:
        return loading.tick(code(), TRUCK, 1, steps, is_loaded=is_loaded, viewer=viewer, now=NOW)

    assert [tick(people[0], 1, 2, 3), tick(people[1], 3, 4), tick(people[1], 4)] == [3, 1, 0]
    assert tick(people[1], 2, is_loaded=False) == 1
    assert [one.step for one in seen().vehicles[0].cartons if one.is_loaded] == [1, 3, 4]
    assert models.LoadingTick.objects.count() == 5
    assert book.Fact.objects.filter(kind="freight.loading_ticked").count() == 3
    before = state()
    for number, step in ((1, 0), (1, 10_000), (99, 1)):
        with pytest.raises(Missing):
            loading.tick(code(), TRUCK, number, [1, step], viewer=people[0], now=NOW)
    with pytest.raises(Refusal, match=r"freight\.too_many_rows"):
        loading.tick(code(), TRUCK, 1, range(1, 2_000), viewer=people[0], now=NOW)
    assert state() == before


def test_a_carton_is_found_by_its_number() -> None:
    offered()
    stow()
    last = seen().vehicles[-1]
    text = f"(00){last.cartons[-1].sscc}"
    assert loading.find_carton(code(), TRUCK, text, viewer=town.DESK) == (last.number, last.cartons[-1].step)
    for wrong in ("069390000000000014", "socks", ""):
        with pytest.raises(Refusal, match=r"freight\.carton_not_in_plan"):
            loading.find_carton(code(), TRUCK, wrong, viewer=town.DESK)


def test_a_plan_of_many_firms_asks_as_often_as_one_of_few() -> None:
    asked = []
    loader = somebody("+8613900000013")
    for pairs in ((9_000,), tuple(1_000 + 60 * number for number in range(12))):
        offered(pairs)
        load = models.Load.objects.order_by("-id")[0].code
        doors: list[Callable[[], object]] = [
            lambda load=load: stowing.stow(load, limit=QUICK, viewer=TOWN, now=NOW),
            lambda: stowing.ask_due(viewer=TOWN, now=NOW),
            lambda load=load: loading.stowage(load, TRUCK, viewer=town.DESK),
            lambda load=load: loading.tick(load, TRUCK, 1, [1, 2], viewer=loader, now=NOW),
            lambda load=load: stowing.ask(load, viewer=town.DESK, now=NOW),
        ]
        asked.append([asked_by(one) for one in doors])
    assert asked[0] == asked[1]
    assert max(asked[0]) <= MOST_QUERIES


def asked_by(door: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert door() is not None
    return len(queries)


def broken_laws() -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for law in audit.LAWS:
            cursor.execute(law.query(connection.vendor))
            if cursor.fetchall():
                found.add(law.name)
    return found


def test_the_audit_finds_an_honest_plan_in_order_and_two_cartons_in_one_place() -> None:
    offered()
    stow()
    assert broken_laws() == set()
    row = models.StowedVehicle.objects.get(number=1)
    row.placements[1] = row.placements[0]
    row.save()
    assert broken_laws() == {"no two cartons of a vehicle are in one place, and none is outside"}


@pytest.mark.django_db(transaction=True)
def test_no_engine_thinks_in_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    offered((9_000,))
    with watching(monkeypatch) as watch:
        assert stow() == 1
        assert seen().state == "kept"
    assert watch.seen == {"engine": [], "network": [], "file": []}
    assert watch.outside["engine"] > 0
