"""Protect the freight desk's plan: moves and locks, departures, the days to come, and the map of lanes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY, OPERATOR
from dukou.freight import models
from dukou.freight.records.planning import Lane
from dukou.jobs import models as jobs
from dukou.journey import day, foresight
from dukou.market import models as market
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from dukou.registry.records import DestinationRecord
from dukou.site import rounds
from dukou.web.clock import now
from dukou.web.freight import board, lanes
from dukou.web.freight.places import Places
from tests import builders as build
from tests.freight.builders import ON, dispatch, firms, freeze, offer, place, prepare, ready_order
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
PAIRS = (300, 200, 150)
MOST_QUERIES = 20
PAGES = ("departures", "next-days", "lanes")


@pytest.fixture(autouse=True)
def _cache_table() -> None:
    call_command("createcachetable", verbosity=0)
    registry_door.set_clock(on=ON, viewer=TOWN)


def offered(pairs: tuple[int, ...] = PAIRS) -> list[int]:
    sellers, there = firms(len(pairs)), place()
    for firm, number in zip(sellers, pairs, strict=True):
        ready_order(there, firm, (number,))
    prepare()
    freeze()
    assert offer() == 1
    return sellers


def desk(phone: str = "+8613900002222") -> Client:
    found = registry.Firm.objects.filter(kind="operator").values_list("id", flat=True).first()
    return logged_in(found or build.firm("operator"), OPERATOR, phone=phone)


def read(client: Client, address: str) -> str:
    return client.get(address, headers={"accept-language": "en"}).content.decode()


def moves_of(parcel: models.Shipment) -> str:
    return f"/loads/{parcel.load.code}/moves/?parcel={parcel.code}"


def version_in(page: str) -> str:
    return page.split('name="version" value="')[1].split('"', maxsplit=1)[0]


def send(client: Client, parcel: models.Shipment, service: str, act: str, shown: str, **more: str) -> Any:
    """Send the form of a parcel as a page showed it."""
    tariff = str(registry.Tariff.objects.get(service=service).pk) if service else ""
    sent = {"service": tariff, "act": act, "version": version_in(shown), **more}
    return client.post(moves_of(parcel), sent, headers={"accept-language": "en"}, follow=True)


def parcel() -> models.Shipment:
    found = models.Shipment.objects.select_related("load").order_by("id").first()
    assert found is not None
    return found


def test_a_desk_sees_what_a_move_changes_then_locks_it_and_the_load_leaves_so() -> None:
    offered()
    client, one = desk(), parcel()
    shown = read(client, moves_of(one))
    page = send(client, one, "express", "suppose", shown).content.decode()
    assert "Nothing is changed yet." in page
    assert "Shortfall, borne by the town" in page
    assert not models.Lock.objects.exists()
    page = send(client, one, "express", "lock", shown).content.decode()
    assert "It is locked." in page
    assert "by you" in page
    assert "1 parcel is locked." in page
    dispatch()
    one.refresh_from_db()
    assert one.tariff is not None
    assert one.tariff.service == "express"
    assert "cannot be changed now" in read(client, moves_of(one))


def test_a_firms_parcels_move_together_but_for_those_that_a_desk_has_locked() -> None:
    there, (one,) = place(), firms(1)
    for pairs in (300, 200, 100):
        ready_order(there, one, (pairs,))
    ready_order(there, *firms(1), (250,))
    prepare()
    freeze()
    offer()
    client, mine = desk(), list(models.Shipment.objects.filter(firm_id=one).order_by("id"))
    assert "nobody has locked" not in read(client, moves_of(models.Shipment.objects.exclude(firm_id=one).get()))
    send(client, mine[2], "truck", "lock", read(client, moves_of(mine[2])))
    shown = read(client, moves_of(mine[0]))
    assert "Also the other parcel of this firm" in shown
    send(client, mine[0], "express", "lock", shown, with_others="on")
    services = {lock.shipment_id: lock.tariff.service for lock in models.Lock.objects.select_related("tariff")}
    assert services == {mine[0].pk: "express", mine[1].pk: "express", mine[2].pk: "truck"}


def test_a_lock_is_released_on_the_page() -> None:
    offered()
    client, one = desk(), parcel()
    send(client, one, "express", "lock", read(client, moves_of(one)))
    page = send(client, one, "", "lock", read(client, moves_of(one))).content.decode()
    assert "The lock is released." in page
    assert "0 parcels are locked." in page


def test_of_two_desks_the_second_sees_theirs_against_his_and_may_replace_it() -> None:
    offered()
    first, second, one = desk(), desk("+8613900003333"), parcel()
    shown = read(second, moves_of(one))
    send(first, one, "express", "lock", shown)
    page = send(second, one, "truck", "lock", shown).content.decode()
    assert "Somebody else changed this" in page
    assert models.Lock.objects.count() == 1
    send(second, one, "truck", "lock", page)
    assert list(models.Lock.objects.order_by("id").values_list("tariff__service", flat=True)) == ["express", "truck"]
    assert "by another desk" in read(first, moves_of(one))


def test_what_cannot_be_is_said_on_the_form_and_changes_nothing() -> None:
    offered()
    client, one = desk(), parcel()
    slow = {"kind": "shared", "transit_days": 300, "rate_minor": 10, "rate_unit": "m3", "source": "test"}
    carrier = registry.Firm.objects.get(kind="carrier")
    registry.Tariff.objects.create(
        destination_id=one.load.destination_id, carrier=carrier, service="sea", valid_from=ON, **slow
    )
    page = send(client, one, "sea", "lock", read(client, moves_of(one))).content.decode()
    assert "So long a wait" in page
    assert not models.Lock.objects.exists()
    assert client.get(f"/loads/{one.load.code}/moves/?parcel=nobody").status_code == 404


def test_goods_of_who_goes_alone_have_no_form() -> None:
    (one, *_others) = offered()
    models.Offer.objects.filter(firm_id=one).update(answer="declined")
    page = read(desk(), moves_of(parcel()))
    assert "Its firm goes alone" in page
    assert 'name="act"' not in page


def test_for_a_factory_there_is_no_plan() -> None:
    (one, *_others) = offered()
    owner = logged_in(one, FACTORY)
    addresses = [*(f"/desks/freight/{page}/" for page in PAGES), moves_of(parcel())]
    assert {owner.get(address).status_code for address in addresses} == {404}


def test_the_board_counts_down_to_the_cut_off_and_leads_to_the_load() -> None:
    offered()
    client, load = desk(), models.Load.objects.get()
    page = read(client, "/desks/freight/departures/")
    assert "in 8 hours" in page
    assert f'href="/loads/{load.code}/"' in page
    registry.TownClock.objects.update(step=8)
    assert ">now<" in read(client, "/desks/freight/departures/")
    registry.TownClock.objects.update(on=ON + timedelta(days=1), step=0)
    assert "missed" in read(client, "/desks/freight/departures/")
    registry.TownClock.objects.update(on=ON)
    dispatch()
    assert "closed" in read(client, "/desks/freight/departures/")


def test_the_days_to_come_are_worked_out_as_a_job_and_nothing_is_written() -> None:
    there, (one,) = place(), firms(1)
    ready_order(there, one, (300,))
    lines = ready_order(there, one, (500,), due_in=12)
    market.Line.objects.filter(id__in=lines).update(state="planned", ready_by_on=ON + timedelta(days=2))
    client = desk()
    assert "Nothing is foreseen." in read(client, "/desks/freight/next-days/")
    for _again in range(2):
        page = client.post("/desks/freight/next-days/", {"once": "a"}, headers={"accept-language": "en"}, follow=True)
    assert "Work out what leaves on the next days" in page.content.decode()
    second = client.post("/desks/freight/next-days/", headers={"accept-language": "en"})
    assert second.status_code == 422
    assert jobs.Job.objects.count() == 1
    while rounds.work_once(now):
        pass
    on, loads = foresight.foreseen(jobs.Job.objects.get().result or {})
    assert on == ON
    assert [(load.pairs, load.promised_pairs) for load in loads] == [(300, 0), (500, 500)]
    assert loads[0].on == ON
    assert all(sum(leg.pairs for leg in load.legs) == load.pairs for load in loads)
    assert all(load.together_minor > 0 for load in loads)
    assert not models.Load.objects.exists()
    assert "Loads to come" in read(client, "/desks/freight/next-days/")


def test_what_was_packed_today_is_not_foreseen_again() -> None:
    offered()
    registry.TownClock.objects.update(step=foresight.PACKING + 1)
    assert day.STEPS[foresight.PACKING].__name__ == "_prepare_loads"
    foresight.ask(viewer=build.DESK, now=now())
    assert rounds.work_once(now) == 1
    assert foresight.foreseen(jobs.Job.objects.get().result or {}) == (ON, [])


def test_the_map_draws_every_lane_and_the_table_tells_the_same() -> None:
    offered()
    client = desk()
    assert "Nothing has left in these weeks." in read(client, "/desks/freight/lanes/")
    dispatch()
    leg = models.Leg.objects.get()
    for query in ("", "?by=cost", f"?mode={leg.tariff.service}", "?by=nothing&mode=nothing"):
        page = read(client, f"/desks/freight/lanes/{query}")
        assert page.count('class="lane lane-') == 2
        assert f"{leg.paid_minor / 100:,.2f} CNY" in page


def test_wider_is_more_and_names_do_not_stand_on_each_other() -> None:
    found = [Lane(f"D{number}", service, 1, 1, 10 ** (number + 1), 0, 1, 5) for number in range(4) for service in "ab"]
    places = [build_place(one.destination) for one in found[::2]]
    drawn = lanes.drawn(found, "pairs", {"a": 0, "b": 1}, places, Places({}))
    widths = {line.title: float(line.width) for line in drawn.lines}
    assert len(widths) == len(found)
    assert max(widths.values()) == lanes.THICKEST
    assert min(widths.values()) >= lanes.THINNEST
    ys = [name.y for name in drawn.names]
    assert ys == sorted(set(ys))
    assert max(ys) < drawn.height
    assert {line.width for line in lanes.drawn(found, "cost", {"a": 0, "b": 1}, places, Places({})).lines} == {
        f"{lanes.THICKEST:.1f}"
    }


def build_place(code: str) -> Any:
    return DestinationRecord(1, code, "DE", "eu", code, code, 10, frozenset((0,)))


def test_own_vehicles_are_told_how_full_they_are_on_average() -> None:
    offered((20_000, 9_000))
    (leg,) = board.freight.board(on=ON, viewer=build.DESK)
    half = replace(leg, ml=3 * leg.capacity_ml // 2, grams=leg.capacity_grams)
    assert (leg.service, board.fill(half)) == ("truck", 0.75)
    assert board.fill(replace(half, grams=2 * leg.capacity_grams)) == 1
    assert board.fill(replace(leg, capacity_ml=0, capacity_grams=0)) is None


@pytest.mark.parametrize("state", ["offered", "left"])
def test_pages_ask_little_of_the_database(state: str, django_assert_max_num_queries: Callable[..., Any]) -> None:
    offered((300, 200, 150, 120, 90))
    if state == "left":
        dispatch()
    client = desk()
    addresses = [*(f"/desks/freight/{page}/" for page in PAGES), moves_of(parcel())]
    for address in addresses:
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(address).status_code == 200, address
