"""Protect what a firm is told of its freight: its offer, its bill, its secrets, and the desk's board."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY, OPERATOR
from dukou.freight import models
from dukou.freight.records import Aboard, Parcel, ServicePicture
from dukou.freight.rules import fill
from dukou.journey import day
from dukou.journey.seed.people import PEOPLE, bill_of_another
from dukou.post import models as outbox
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from dukou.site import rounds
from dukou.web.clock import now
from dukou.web.freight import cards, drawing
from dukou.web.words.clock import STEPS
from tests import builders as build
from tests.freight.builders import ON, dispatch, firms, freeze, offer, place, prepare, ready_order
from tests.web.people import logged_in, person

pytestmark = pytest.mark.django_db
PAIRS = (9_300, 5_200, 4_150)
MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def _cache_table() -> None:
    call_command("createcachetable", verbosity=0)
    registry_door.set_clock(on=ON, viewer=TOWN)


def offered(places: int = 1) -> list[int]:
    """Offer loads to several firms today and return the firms."""
    sellers = firms(len(PAIRS))
    for _place in range(places):
        there = place(services=("truck",))
        for firm, number in zip(sellers, PAIRS, strict=True):
            ready_order(there, firm, (number,))
    prepare()
    freeze()
    assert offer() == places
    return sellers


def code_of(firm: int) -> str:
    return registry.Firm.objects.get(pk=firm).code


def bill_of(firm: int) -> str:
    return f"/bills/{models.Load.objects.get().code}/{code_of(firm)}/"


def desk() -> Client:
    return logged_in(build.firm("operator"), OPERATOR, phone="+8613900002222")


def read(client: Client, address: str) -> str:
    return client.get(address, headers={"accept-language": "en"}).content.decode()


def refused(client: Client, address: str) -> str:
    """Return a page that was not found, but for its own address and the form's secret."""
    page = client.get(address)
    assert page.status_code == 404
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode().replace(address, ""))


def answer(client: Client, said: str, *codes: str, **more: str) -> Any:
    sent = {"answer": said, "code": list(codes), **more}
    return client.post("/parcels/", sent, headers={"accept-language": "en"}, follow=True)


def test_the_page_names_the_hour_at_which_loads_leave() -> None:
    steps = [step.__name__.strip("_") for step in day.STEPS]
    assert list(STEPS) == steps
    assert (cards.OFFER_HOUR, cards.DEPARTURE_HOUR) == (13, 14)


def test_an_owner_sees_what_leaves_and_accepts_all_of_it() -> None:
    (one, *_others) = offered(places=2)
    client, mine = logged_in(one, FACTORY), models.Offer.objects.filter(firm_id=one)
    page = read(client, "/parcels/")
    saved = sum(row.own_best_minor - row.charge_minor - row.waiting_minor for row in mine)
    assert f"{saved / 100:,.2f} CNY" in page
    assert "Accept all" in page
    assert "2 destinations go together." in answer(client, "accept", *[row.code for row in mine]).content.decode()
    assert set(mine.values_list("answer", flat=True)) == {"accepted"}
    assert "Accept all" not in read(client, "/parcels/")
    assert list(models.Offer.objects.exclude(firm_id=one).values_list("answer", flat=True).distinct()) == ["silent"]


def test_who_declines_reads_so_on_its_bill() -> None:
    (one, *_others) = offered()
    client = logged_in(one, FACTORY)
    page = answer(client, "decline", models.Offer.objects.get(firm_id=one).code).content.decode()
    assert "alone" in page
    assert '<p class="figure-value">0.00 CNY' in page
    dispatch()
    assert "went alone" in read(client, "/parcels/")
    bill = read(client, bill_of(one))
    assert "You declined to go together" in bill
    assert "Sent alone" in bill
    assert "With the town&#x27;s other firms" not in bill
    assert "How many firms shared this load" not in bill


def test_an_answer_sent_twice_acts_once_and_one_too_late_is_told() -> None:
    (one, *_others) = offered()
    client, mine = logged_in(one, FACTORY), models.Offer.objects.get(firm_id=one)
    for _again in range(2):
        assert answer(client, "decline", mine.code, once="a-token").status_code == 200
    mine.refresh_from_db()
    assert (mine.answer, models.Load.objects.get().answers) == ("declined", 1)
    dispatch()
    assert "This load has left" in answer(client, "accept", mine.code).content.decode()


@pytest.mark.parametrize(("said", "codes"), [("", ["x"]), ("perhaps", ["x"]), ("accept", [])])
def test_an_answer_without_a_word_or_a_parcel_changes_nothing(said: str, codes: list[str]) -> None:
    (one, *_others) = offered()
    assert "Choose parcels" in answer(logged_in(one, FACTORY), said, *codes).content.decode()
    assert not models.Offer.objects.exclude(answer="silent").exists()


def test_a_rival_cannot_answer_for_another() -> None:
    (one, rival, *_others) = offered()
    mine = models.Offer.objects.get(firm_id=one)
    assert answer(logged_in(rival, FACTORY), "decline", mine.code).status_code == 404
    mine.refresh_from_db()
    assert mine.answer == "silent"


def test_a_bill_tells_its_firm_the_three_ways_and_what_it_is_made_of() -> None:
    (one, *_others) = offered()
    dispatch()
    client, charge = logged_in(one, FACTORY), models.Charge.objects.get(firm_id=one)
    for page in (read(client, bill_of(one)), read(client, f"/bills/{models.Load.objects.get().code}/")):
        assert f"{charge.own_best_minor / 100:,.2f} CNY" in page
        assert f"{charge.charge_minor / 100:,.2f} CNY" in page
        assert models.Shipment.objects.get(firm_id=one).code in page
    assert bill_of(one) in read(client, "/bills/")


def test_a_load_tells_its_carbon_where_distance_and_factor_are_published() -> None:
    offered()
    dispatch()
    (load,) = models.Load.objects.all()
    client, page = desk(), f"/loads/{load.code}/carbon/"
    assert "CO₂e" not in read(client, page)
    since = {"valid_from": ON - timedelta(days=9), "source": "test"}
    registry.EmissionFactor.objects.create(mode="road", mg_a_tkm=10**9, **since)
    registry.LaneDistance.objects.create(destination_id=load.destination_id, mode="road", km=1_000, **since)
    # A kilogram for each kilogram and kilometre.
    assert f"{load.grams:,.1f} kg CO₂e" in read(client, page)


def test_a_rivals_look_is_refused_like_nothing_and_told_to_the_owner() -> None:
    (one, rival, *_others) = offered()
    dispatch()
    operators = build.firm("operator")
    client = logged_in(rival, FACTORY)
    nothing = [f"/bills/nosuchload222222/{code_of(one)}/", f"/bills/{models.Load.objects.get().code}/nosuchfirm/"]
    answers = [refused(client, address) for address in (bill_of(one), *nothing)]
    assert len(set(answers)) == 1
    while rounds.work_once(now):
        pass
    assert sorted(outbox.Notice.objects.values_list("firm", flat=True)) == sorted((one, operators))


def test_the_rival_of_the_demo_is_given_the_owners_newest_bill_to_try() -> None:
    assert bill_of_another() is None
    (one, *_others) = offered()
    person(one, FACTORY, PEOPLE[0].phone)
    assert bill_of_another() is None
    dispatch()
    assert bill_of_another() == (models.Load.objects.get().code, code_of(one))


def test_no_firm_of_a_load_leads_to_a_bill_before_it_has_left() -> None:
    (one, *_others) = offered()
    client, load, bill = desk(), f"/loads/{models.Load.objects.get().code}/", bill_of(one)
    assert f'href="{bill}"' not in read(client, load)
    dispatch()
    assert f'href="{bill}"' in read(client, load)


def test_the_desk_sees_the_board_and_reports_a_delay() -> None:
    offered()
    dispatch()
    client, load, later = desk(), models.Load.objects.get(), ON + timedelta(days=20)
    assert load.code in read(client, "/desks/freight/")
    (service,) = set(models.Shipment.objects.values_list("tariff__service", flat=True))
    sent = {"what": f"{load.code} {service}", "until": str(later), "reason": "port", "once": "a-token"}
    for _again in range(2):
        page = client.post("/desks/freight/", sent, headers={"accept-language": "en"}, follow=True)
    assert page.status_code == 200
    assert set(models.Shipment.objects.values_list("arrives_on", flat=True)) == {later}
    assert models.Delay.objects.count() == len(PAIRS)
    assert "port or terminal" in read(client, "/desks/freight/")


@pytest.mark.parametrize(
    ("what", "until", "said"),
    [
        ("", "2026-01-01", "Fill this in"),
        ("nosuchload truck", "2026-01-01", "Select a valid choice"),
        (None, str(ON), "or later"),
        (None, "soon", "Write a day"),
        (None, str(ON + timedelta(days=1)), "Name a later day"),
        (None, "2099-01-01", "at most 120 days"),
    ],
)
def test_a_report_that_cannot_be_is_refused_and_keeps_what_was_typed(what: str | None, until: str, said: str) -> None:
    offered()
    dispatch()
    load = models.Load.objects.get()
    service = models.Shipment.objects.values_list("tariff__service", flat=True)[0]
    sent = {"what": f"{load.code} {service}" if what is None else what, "until": until, "reason": "weather"}
    page = desk().post("/desks/freight/", sent, headers={"accept-language": "en"}).content.decode()
    assert said in page
    assert f'value="{until}"' in page
    assert not models.Delay.objects.exists()


def test_a_load_shows_its_vehicles_by_owner_and_what_a_withdrawal_costs() -> None:
    sellers = offered()
    client, load = desk(), models.Load.objects.get()
    before = models.Load.objects.values().get()
    for address in (f"/loads/{load.code}/", f"/loads/{load.code}/?without={code_of(sellers[0])}"):
        page = read(client, address)
        assert all(registry.Firm.objects.get(pk=firm).name_en in page for firm in sellers)
    assert "Dearer by" in page
    assert models.Load.objects.values().get() == before
    assert client.get(f"/loads/{load.code}/?without=nobody").status_code == 404
    owner = logged_in(sellers[0], FACTORY)
    assert [owner.get(address).status_code for address in (f"/loads/{load.code}/", "/desks/freight/")] == [404, 404]


def test_all_of_a_vehicle_that_is_full_is_drawn() -> None:
    vehicles = fill([Parcel(1, 2_000_000, 1), Parcel(2, 500_000, 1)], capacity_ml=1_000_000, capacity_grams=10**9)
    aboard = tuple(Aboard(firm, 1, 1, 1, 1, 1) for firm in (1, 2))
    picture = ServicePicture("truck", "vehicle", 1_000_000, aboard, vehicles)
    full, half = drawing.drawings(picture, drawing.numbers([picture]))
    assert (full.first, full.last, full.share, half.share) == (1, 2, 1, 0.5)
    assert [(box.width, box.height) for box in full.side] == [(full.width, full.height)]
    assert sum(box.width * box.height for box in full.top) == full.width * full.depth
    assert sum(box.width * box.height for box in half.side) == full.width * full.height // 2


@pytest.mark.parametrize("state", ["prepared", "offered", "left"])
def test_pages_ask_little_of_the_database(state: str, django_assert_max_num_queries: Callable[..., Any]) -> None:
    sellers = offered(places=3)
    if state == "left":
        dispatch()
    if state == "prepared":
        ready_order(place(services=("truck",)), sellers[0], (100,))
        prepare()
    load = models.Load.objects.order_by("-id")[0].code
    owner, clerk = logged_in(sellers[0], FACTORY), desk()
    pages = [(owner, "/parcels/"), (owner, "/bills/"), (clerk, "/bills/"), (clerk, "/desks/freight/")]
    pages += [(clerk, f"/loads/{load}/"), (clerk, f"/loads/{load}/carriers/"), (clerk, f"/loads/{load}/carbon/")]
    if state == "left":
        pages += [(owner, f"/bills/{load}/"), (clerk, f"/bills/{load}/{code_of(sellers[0])}/")]
    for client, address in pages:
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(address).status_code == 200, address


def test_cards_tell_what_is_saved_and_what_leaves() -> None:
    (one, *_others) = offered()
    (card,) = cards.cards(build.owner(one), ON)
    assert (card.href, bool(card.action)) == ("/parcels/", True)
    leaving, late = cards.board(build.DESK, ON)
    assert "14:00" in leaving.text
    assert (late.value, late.tone) == ("0", "")
    models.Offer.objects.update(answer="accepted")
    (card,) = cards.cards(build.owner(one), ON)
    assert card.action == ""
    assert cards.cards(build.owner(one), ON + timedelta(days=1)) == []


def test_the_desks_board_tells_of_open_exceptions() -> None:
    offered()
    assert len(cards.board(build.DESK, ON)) == 2
    shipment = models.Shipment.objects.all()[0]
    models.RoadException.objects.create(code="late1", shipment=shipment, kind="late", found_by="rule", found_on=ON)
    *_others, card = cards.board(build.DESK, ON)
    assert (card.value, card.text, card.tone, card.href) == ("1", "late 1", "trouble", "/exceptions/?state=open")


def test_without_goods_each_page_says_what_to_do_next() -> None:
    (one,) = firms(1)
    client = logged_in(one, FACTORY)
    assert "No parcels of yours leave today." in read(client, "/parcels/")
    assert "No bills yet." in read(client, "/bills/")
    assert "No loads yet." in read(desk(), "/desks/freight/")
