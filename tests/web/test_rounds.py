"""Protect the pages of the town's round: a desk plans it and sees both ways what it costs, a driver reads his stops."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY, OPERATOR
from dukou.freight import models
from dukou.freight.door import rounds as door
from dukou.registry import door as registry
from dukou.site import rounds
from dukou.web.clock import now
from tests import builders as build
from tests.freight.test_rounds import lot_at_works
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
DESK = "/desks/round/"


@pytest.fixture(autouse=True)
def _town() -> None:
    call_command("createcachetable", verbosity=0)
    build.limits()
    build.site(build.firm("depot"), kind="depot")
    registry.set_clock(on=build.ON, viewer=TOWN)


def desk() -> Client:
    return logged_in(build.firm("operator"), OPERATOR)


def worked() -> None:
    while rounds.work_once(now):
        pass


def test_a_desk_plans_the_day_and_the_page_tells_the_cost_both_ways() -> None:
    lots, client = [lot_at_works(), lot_at_works()], desk()
    assert "There is no round for this day yet." in client.get(DESK).content.decode()
    for _twice in range(2):
        client.post(DESK, {"once": "a"})
    worked()
    one = models.Round.objects.get()
    page = client.get(DESK).content.decode()
    both_ways = "Saved by going together" if one.cost_minor <= one.own_minor else "Lost by going together"
    for text in ("Each firm by itself", "Plan it anew", both_ways, "Van 1", f"/rounds/{one.code}/"):
        assert text in page
    for lot in lots:
        assert f"Site {lot.group.site.name_en.removeprefix('Site ')}" in page
    sheet = client.get(f"/rounds/{one.code}/?van=1").content.decode()
    assert sheet.count("Take") == len(lots)
    assert "back at the depot" in sheet
    door.set_off(on=build.ON, viewer=TOWN, now=now())
    page = client.get(DESK).content.decode()
    assert "driven" in page
    assert "Plan it anew" not in page
    assert client.post(DESK).status_code == 422


def test_another_day_is_shown_and_a_strange_one_is_today() -> None:
    client = desk()
    before = build.ON - timedelta(days=1)
    assert "There was no round on this day" in client.get(f"{DESK}?on={before}").content.decode()
    for strange in ("2025-13-40", "tomorrow", str(build.ON + timedelta(days=1))):
        assert "There is no round for this day yet." in client.get(DESK, {"on": strange}).content.decode()


def test_a_firm_is_told_when_the_van_comes_and_finds_no_desk() -> None:
    lot = lot_at_works()
    door.plan([], on=build.ON, limit=rounds.rounding.BRIEF, viewer=TOWN, now=now())
    code = models.Round.objects.get().code
    client = logged_in(lot.firm_id, FACTORY)
    assert "van comes" in client.get("/home/").content.decode()
    assert {client.get(address).status_code for address in (DESK, f"/rounds/{code}/")} == {404}
    other = logged_in(build.factory(), FACTORY, "+8613900002222")
    assert "van comes" not in other.get("/home/").content.decode()
