"""Protect the pages of the mill: a firm sees and does its own, once, and bad input changes nothing."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from dukou.base.viewer import FACTORY, OPERATOR
from dukou.mill import models
from dukou.registry import models as registry
from tests import builders
from tests.mill import towns
from tests.mill.towns import day, knit, plan
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def lots(days: int = 1, count: int = 1) -> tuple[towns.Town, list[models.Lot]]:
    """Let a firm knit so many lots for some days; the town's clock shows the next morning."""
    town = towns.town()
    builders.order([(town.sock, 500)] * count, seller=town.own)
    plan()
    for number in range(days):
        knit(number)
    registry.TownClock.objects.create(id=1, on=day(days))
    return town, list(models.Lot.objects.order_by("id"))


def offered(count: int = 1) -> tuple[towns.Town, list[models.Award]]:
    """Offer so many lines of the first firm to the second, on a day that is not over."""
    town = towns.town()
    terry = builders.sku(terry="full")
    builders.group(town.other, terry="full", machines=50)
    builders.order([(terry, 100)] * count, seller=town.own)
    plan()
    registry.TownClock.objects.create(id=1, on=day(0))
    return town, list(models.Award.objects.order_by("id"))


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_firm_sees_its_lots_and_a_rival_none_of_them() -> None:
    town, (lot,) = lots()
    owner = logged_in(town.own, FACTORY)
    assert lot.code in text(owner, "/lots/")
    assert "1,000" not in text(owner, "/lots/")
    page = text(owner, f"/lots/{lot.code}/")
    assert "Enter a hand-over" in page
    assert "Who can see this" in page
    rival = logged_in(town.other, FACTORY, "+8613900002222")
    assert lot.code not in text(rival, "/lots/")
    there, nowhere = (rival.get(f"/lots/{code}/") for code in (lot.code, "nosuchlot2222222"))
    assert there.status_code == nowhere.status_code == 404


def test_a_hand_over_from_the_page_counts_once() -> None:
    town, (lot,) = lots()
    owner = logged_in(town.own, FACTORY)
    sent = {"operation": "packing", "worker": "4007", "units": "１，20", "shift": "day", "once": "a-token-of-a-page"}
    for _again in range(2):
        assert owner.post(f"/lots/{lot.code}/", sent).status_code == 302
    (row,) = models.HandOver.objects.filter(operation="packing")
    assert (row.worker, row.units, row.on) == (4_007, 120, day(1))


@pytest.mark.parametrize(
    "changed", [{"units": "0"}, {"units": "many"}, {"units": "501"}, {"worker": ""}, {"operation": "dyeing"}]
)
def test_a_bad_hand_over_is_refused_in_words_and_kept(changed: dict[str, str]) -> None:
    town, (lot,) = lots()
    owner = logged_in(town.own, FACTORY)
    before = models.HandOver.objects.count()
    sent = {"operation": "packing", "worker": "4007", "units": "100", "shift": "day", "once": "t", **changed}
    response = owner.post(f"/lots/{lot.code}/", sent)
    assert response.status_code == 200
    assert models.HandOver.objects.count() == before
    assert 'value="4007"' in response.content.decode() or "worker" in changed


def test_wages_are_the_firm_s_alone() -> None:
    town, _lots = lots(days=3)
    owner = logged_in(town.own, FACTORY)
    page = text(owner, "/wages/")
    assert "35.00" in page  # boarding 500 x 0.02, packing 500 x 0.05
    assert "17.50" in text(owner, f"/wages/?on={day(1)}")
    for asked in ("2999-01-01", "never", "２０２５", "\x00"):
        assert "35.00" in text(owner, f"/wages/?on={asked}")
    book = load_workbook(io.BytesIO(owner.get("/wages/?export=xlsx").content))
    assert sum(row[2] for row in book.active.iter_rows(min_row=2, values_only=True)) == pytest.approx(35.0)
    for who, role in ((town.other, FACTORY), (builders.firm("operator"), OPERATOR)):
        client = logged_in(who, role, f"+861390000{who % 10_000:04}")
        assert "35.00" not in text(client, "/wages/")


@pytest.mark.parametrize(("answer", "state", "agreed"), [("accept", "offered", True), ("decline", "declined", False)])
def test_an_offer_is_answered_once(answer: str, state: str, agreed: bool) -> None:
    town, (award,) = offered()
    client = logged_in(town.other, FACTORY)
    assert award.code in text(client, "/offers/")
    for _again in range(2):
        assert client.post("/offers/", {"code": award.code, "answer": answer, "once": "one"}).status_code == 302
    award.refresh_from_db()
    assert (award.state, award.agreed_on is not None) == (state, agreed)
    assert f'value="{award.code}"' not in text(client, "/offers/")


def test_an_offer_of_another_firm_does_not_exist() -> None:
    town, (award,) = offered()
    seller = logged_in(town.own, FACTORY)
    page = text(seller, "/offers/")
    assert award.code not in page
    assert builders_name(town.other) not in page
    for answer in ("accept", "decline", "burn", ""):
        assert seller.post("/offers/", {"code": award.code, "answer": answer}).status_code == 404
    award.refresh_from_db()
    assert (award.state, award.agreed_on) == ("offered", None)


def builders_name(firm: int) -> str:
    return registry.Firm.objects.get(pk=firm).name_en


def test_the_planning_desk_is_the_desks_alone_and_says_why_a_line_was_refused() -> None:
    town, _awards = offered()
    builders.order([(builders.sku(needle_count=200), 100)], seller=town.own, consents_overflow=False)
    plan()
    desk = logged_in(builders.firm("operator"), OPERATOR)
    page = text(desk, "/desks/planning/")
    assert "The firm has no machine that knits this sock" in page
    assert builders_name(town.other) in page
    assert logged_in(town.own, FACTORY, "+8613900002222").get("/desks/planning/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", ["/lots/", "/wages/", "/offers/", "/desks/planning/", "/desks/lab/"])
def test_an_empty_page_says_what_to_do(path: str, language: str) -> None:
    registry.TownClock.objects.create(id=1, on=day(1))
    kind, role = ("operator", OPERATOR) if path.startswith("/desks") else ("factory", FACTORY)
    page = text(logged_in(builders.firm(kind), role, language=language), path)
    assert "empty-title" in page


@pytest.mark.parametrize("path", ["/lots/", "/lots/x/", "/wages/", "/offers/", "/desks/planning/", "/desks/lab/"])
def test_a_stranger_is_asked_to_log_in(path: str) -> None:
    assert Client().get(path)["Location"].startswith("/account/login/")


def test_queries_stay_few(django_assert_max_num_queries: Any) -> None:
    town, found = lots(days=4, count=30)
    owner = logged_in(town.own, FACTORY)
    desk = logged_in(builders.firm("operator"), OPERATOR, "+8613900002222")
    owner.get("/lots/")
    for client, path in (
        (owner, "/lots/"),
        (owner, f"/lots/{found[0].code}/"),
        (owner, f"/wages/?on={day(1) + timedelta(days=1)}"),
        (owner, "/offers/"),
        (desk, "/desks/planning/"),
        (desk, "/desks/lab/"),
    ):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(path).status_code == 200
