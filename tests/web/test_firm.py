"""Protect who joins, who leaves and who is told: the page of promises is true, and leaving ends access, no data."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook

from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY, OFFICE, OPERATOR
from dukou.market import models as market
from dukou.mill import models as mill
from dukou.post import door as post
from dukou.post.records import NewNotice
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from dukou.web.words.notices import FOR_OPERATORS, NOTICES
from dukou.web.words.visible import FIGURES, ROLES
from tests import builders as build
from tests.visibility.doors import name_of, rows
from tests.visibility.marks import HOLDERS
from tests.visibility.rows import Row
from tests.web.people import logged_in, person

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _cache_table() -> None:
    call_command("createcachetable", verbosity=0)


def a_firm() -> dict[str, Any]:
    """Build a factory with an order, and a rival with one of its own."""
    registry_door.set_clock(on=build.ON, viewer=TOWN)
    mine, rival = build.factory(), build.factory()
    for firm in (mine, rival):
        build.order([(build.sku(), 600), (build.sku(), 60)], seller=firm)
    codes = dict(market.Order.objects.values_list("seller_id", "code"))
    return {"mine": mine, "rival": rival, "name": registry.Firm.objects.get(pk=mine).name_zh, "codes": codes}


def shows(row: Row, who: str, table: str) -> bool:
    """Tell whether a door shows a class of viewer rows of the owner's.

    A label without a class is of rows that the viewer's firm has a part in: the owner's too where both have one and the
    question was for the owner's.
    """
    cell = row.cells[who]
    if cell.kind != "sees":
        return False
    labels = cell.labels | cell.also
    if f"owner/{table}" in labels:
        return True
    has_part = len(HOLDERS[table.removesuffix(":inner")]) > 1 and table in row.cells["owner"].labels
    return table in labels and (who in {"owner", "desk"} or has_part)


def seers(rests_on: tuple[tuple[str, str], ...]) -> set[str]:
    found = set()
    for door, table in rests_on:
        of_door = [row for row in rows().values() if name_of(row.door) == door]
        assert of_door, f"no row of {door}"
        found |= {who for who in ROLES for row in of_door if shows(row, who, table)}
    return found


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.rests_on[0][0])
def test_what_is_promised_before_joining_is_what_the_doors_keep(figure: Any) -> None:
    assert seers(figure.rests_on) == set(figure.seen_by)


def test_a_planted_promise_is_found() -> None:
    assert "buyer" in seers((("market.door.orders.order", "market.order"),))
    assert "rival" not in seers((("registry.door.machines.machine_groups", "registry.machinegroup"),))


def test_anybody_reads_what_joining_means() -> None:
    page = Client(headers={"accept-language": "en"}).get("/joining/").content.decode()
    assert page.count("<tr>") == 1 + len(FIGURES)
    for figure in FIGURES:
        assert str(figure.title) in page


def test_the_workbook_holds_all_of_the_firm_and_nothing_of_a_rival() -> None:
    town = a_firm()
    response = logged_in(town["mine"], FACTORY).get("/firm.xlsx")
    book = load_workbook(io.BytesIO(response.content), read_only=True)
    sheets = {one.title: list(one.iter_rows(values_only=True)) for one in book.worksheets}
    assert len(sheets["Order lines"]) == 3
    assert sheets["Order lines"][1][0] == f"{town['codes'][town['mine']]} 1"
    assert len(sheets["Machine groups"]) == 2
    cells = {str(cell) for rows_ in sheets.values() for row in rows_ for cell in row}
    assert town["codes"][town["mine"]] in cells
    rival = registry.Firm.objects.get(pk=town["rival"])
    assert not {town["codes"][town["rival"]], rival.name_zh, rival.name_en, rival.code} & cells
    desk = logged_in(build.firm("operator"), OPERATOR, "+8613900002222")
    assert desk.get("/firm.xlsx").status_code == 404


def test_whoever_leaves_is_told_what_happens_and_is_out_at_the_next_click() -> None:
    town = a_firm()
    registry.Firm.objects.filter(pk=town["mine"]).update(name_en=f"Firm {SCRIPT}")
    client = logged_in(town["mine"], FACTORY)
    page = client.get("/leaving/").content.decode()
    assert "is finished" in page
    assert SCRIPT not in page
    answer = client.post("/leaving/", {"name": town["name"], "once": "a"}, follow=True)
    assert "has left" in answer.content.decode()
    assert "You act for no firm." in answer.content.decode()
    assert client.get("/firm.xlsx").status_code == 404
    assert client.get(f"/orders/{town['codes'][town['mine']]}/").status_code == 404
    again = client.post("/leaving/", {"name": town["name"], "once": "a"})
    assert again.status_code == 302
    assert client.post("/leaving/", {"name": town["name"], "once": "b"}).status_code == 404
    assert registry.Firm.objects.filter(retired_at__isnull=False).count() == 1


@pytest.mark.parametrize("name", ["", "x" * 500, "某某", SCRIPT, "\x00"])
def test_a_wrong_name_changes_nothing_and_stays_on_the_form(name: str) -> None:
    town = a_firm()
    client = logged_in(town["mine"], FACTORY)
    response = client.post("/leaving/", {"name": name})
    assert response.status_code == 200
    assert SCRIPT not in response.content.decode()
    assert not registry.Firm.objects.filter(retired_at__isnull=False).exists()
    assert not registry.Membership.objects.filter(retired_at__isnull=False).exists()


@pytest.mark.parametrize(("kind", "role"), [("operator", OPERATOR), ("office", OFFICE)])
def test_the_towns_own_firms_find_no_form(kind: str, role: str) -> None:
    registry_door.set_clock(on=build.ON, viewer=TOWN)
    firm = build.firm(kind)
    client = logged_in(firm, role)
    assert 'name="name"' not in client.get("/leaving/").content.decode()
    client.post("/leaving/", {"name": registry.Firm.objects.get(pk=firm).name_zh})
    assert not registry.Firm.objects.filter(retired_at__isnull=False).exists()


def test_a_firm_that_leaves_declines_what_it_is_offered() -> None:
    town = a_firm()
    (line, *_rest) = market.Line.objects.filter(seller_id=town["rival"]).values_list("id", flat=True)
    group = registry.MachineGroup.objects.get(firm_id=town["mine"]).pk
    mill.Award.objects.create(
        code="anaward222222222",
        line_id=line,
        seller_id=town["rival"],
        firm_id=town["mine"],
        group_id=group,
        source="overflow",
        pairs=600,
        amount_minor=1,
        awarded_on=build.ON,
        decline_by=build.ON,
        work_ms=1,
        due_on=build.ON,
        state="offered",
    )
    logged_in(town["mine"], FACTORY).post("/leaving/", {"name": town["name"]})
    assert mill.Award.objects.get().state == "declined"


def test_notices_are_in_words_and_are_read_once() -> None:
    town = a_firm()
    facts = {"load": SCRIPT, "on": "2025-12-03"}
    post.notify([NewNotice(town["mine"], "freight.bill_attempt", facts)], viewer=TOWN, now=build.NOW)
    post.notify([NewNotice(town["mine"], "an.unheard_of_kind", {"%s": "%d"})], viewer=TOWN, now=build.NOW)
    client = logged_in(town["mine"], FACTORY)
    page = client.get("/notices/").content.decode()
    assert "Somebody tried to open your freight bill" in page
    assert "3 Dec 2025" in page
    assert SCRIPT not in page
    rival = logged_in(town["rival"], FACTORY, "+8613900002222")
    assert "Somebody" not in rival.get("/notices/").content.decode()
    for _twice in range(2):
        assert client.post("/notices/read/", {"once": "a"}).status_code == 302
    assert "/notices/read/" not in client.get("/notices/").content.decode()


def test_a_desk_is_told_who_tried_and_a_firm_is_not() -> None:
    town = a_firm()
    desk = build.firm("operator")
    told = {"load": "aload22222222222", "on": "2025-12-03"}
    notices = [
        NewNotice(town["mine"], "freight.bill_attempt", told),
        NewNotice(desk, "freight.bill_attempt", {**told, "by": town["rival"]}),
    ]
    post.notify(notices, viewer=TOWN, now=build.NOW)
    rival = registry.Firm.objects.get(pk=town["rival"]).name_en
    assert rival in logged_in(desk, OPERATOR).get("/notices/").content.decode()
    assert rival not in logged_in(town["mine"], FACTORY, "+8613900002222").get("/notices/").content.decode()


def test_every_kind_of_notice_that_is_given_has_words() -> None:
    assert set(FOR_OPERATORS) <= set(NOTICES)


def test_queries_stay_within_fifteen(django_assert_max_num_queries: Any) -> None:
    town = a_firm()
    notices = [NewNotice(town["mine"], "freight.bill_attempt", {"load": "a", "on": "2025-12-03"})] * 60
    post.notify(notices, viewer=TOWN, now=build.NOW)
    client = logged_in(town["mine"], FACTORY)
    for path in ("/joining/", "/leaving/", "/notices/"):
        with django_assert_max_num_queries(15):
            assert client.get(path).status_code == 200


def test_strangers_are_asked_to_log_in() -> None:
    for path in ("/leaving/", "/firm.xlsx", "/notices/"):
        assert Client().get(path)["Location"].startswith("/account/login/")


def test_who_acts_for_two_firms_leaves_one() -> None:
    town = a_firm()
    client = logged_in(town["mine"], FACTORY)
    both = registry.Person.objects.get()
    registry.Membership.objects.create(person=both, firm_id=town["rival"], role=FACTORY, since=build.NOW)
    person(town["mine"], FACTORY, "+8613900003333")
    client.post("/leaving/", {"name": town["name"]})
    page = client.get("/leaving/").content.decode()
    assert registry.Firm.objects.get(pk=town["rival"]).name_en in page
