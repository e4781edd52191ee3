"""Protect whoever looks for a row: a table finds, sorts, pages and exports what is there, and keeps views."""

import io
from dataclasses import dataclass
from typing import Any, cast

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from django_htmx.middleware import HtmxDetails
from openpyxl import load_workbook

from dukou.base.money import Money
from dukou.base.viewer import FACTORY
from dukou.registry import models as registry
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Ask, Choice, Column, Empty, Found, Table, table, table_page
from tests import builders as build
from tests.web.people import logged_in


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    pairs: int | None
    amount: Money
    state: tuple[str, str]


STATES = (("done", "bg-green-lt"), ("late", "bg-red-lt"))
ROWS = [Row(f"L-{n:02}", None if n == 3 else n * 10, Money(n * 100), STATES[n % 2]) for n in range(1, 61)]
COLUMNS = (
    Column("code", "Lot", "code"),
    Column("pairs", "Pairs", "pairs"),
    Column("amount", "Amount", "money"),
    Column("state", "State", "badge", is_sortable=False),
)


class Nobody:
    is_authenticated = False


def asked(query: str, **headers: str) -> PageRequest:
    request = RequestFactory().get(f"/lots/?{query}", headers=headers)
    request.user = cast(Any, Nobody())
    page = cast(PageRequest, request)
    page.htmx = HtmxDetails(request)
    return page


def lots(query: str, rows: Any = ROWS, **changed: Any) -> Table:
    empty = Empty("No lots yet.", "They come with the first order.", "/orders/", "To the orders")
    options: dict[str, Any] = {"key": "lots", "title": "Lots", "columns": COLUMNS, "empty": empty}
    options["choices"] = (Choice("state", "State"),)
    return table(asked(query), rows=rows, **(options | changed))


def codes(found: Table) -> list[str]:
    return [line.cells[0].text for line in found.lines]


def test_a_page_holds_its_rows_and_leads_to_the_next() -> None:
    first, third, beyond = lots(""), lots("page=3"), lots("page=9")
    assert (len(first.lines), first.total, first.first, first.last) == (25, 60, 1, 25)
    assert (codes(third)[0], len(third.lines), third.next_href) == ("L-51", 10, "")
    assert first.next_href == "?page=2"
    assert beyond.lines == ()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=l-07", ["L-07"]),
        ("q=Ｌ-０７", ["L-07"]),
        ("q=+L-07+", ["L-07"]),
        ("q=L-1&state=late", ["L-11", "L-13", "L-15", "L-17", "L-19"]),
        ("q=nothing", []),
        ("sort=-pairs&q=L-0", ["L-09", "L-08", "L-07", "L-06", "L-05", "L-04", "L-02", "L-01", "L-03"]),
        ("sort=pairs&q=L-0", ["L-01", "L-02", "L-04", "L-05", "L-06", "L-07", "L-08", "L-09", "L-03"]),
        ("sort=-amount&q=L-0", [f"L-0{n}" for n in range(9, 0, -1)]),
    ],
)
def test_rows_are_searched_filtered_and_sorted(query: str, found: list[str]) -> None:
    assert codes(lots(query)) == found


@pytest.mark.parametrize(
    "query",
    ["page=x", "page=-1", "page=0", "page=99999999999", "sort=nosuch", "sort=state", "q=%00", "q=" + "x" * 9_999],
)
def test_an_odd_address_shows_a_table(query: str) -> None:
    assert lots(query).key == "lots"


def test_an_address_keeps_what_is_not_changed() -> None:
    found = lots("q=L-0&sort=pairs&state=done&page=2&open-q=other", page_size=1)
    assert found.next_href == "?q=L-0&sort=pairs&state=done&open-q=other&page=3"
    assert found.clear_href == "?sort=pairs&open-q=other"
    assert found.hidden == (("open-q", "other"),)
    assert [head.href.split("sort=")[-1] for head in found.heads][:2] == ["code", "-pairs"]


def test_two_tables_share_a_page() -> None:
    query = "q=L-07&open-q=L-08"
    assert codes(lots(query)) == ["L-07"]
    assert codes(lots(query, prefix="open-")) == ["L-08"]


def test_a_long_list_is_asked_for_what_the_reader_wants() -> None:
    seen: list[Ask] = []

    def found(ask: Ask) -> Found:
        seen.append(ask)
        return Found(ROWS[ask.first : ask.first + ask.count], 4_000)

    shown = lots("q=x&sort=-pairs&state=late&page=2", found)
    assert seen == [Ask("x", {"state": "late"}, "-pairs", 25, 25)]
    assert (shown.total, len(shown.lines)) == (4_000, 25)


def test_the_export_holds_the_found_rows_as_numbers_and_no_formula() -> None:
    rows = [Row("=1+1", 10, Money(123_456, "EUR"), STATES[0]), *ROWS]
    response = lots("export=xlsx&state=done&q=1", rows).export()
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet
    written = list(sheet.iter_rows(values_only=True))
    assert written[0] == ("Lot", "Pairs", "Amount", "State")
    assert written[1] == ("'=1+1", 10, 1234.56, "done")
    assert len(written) == 1 + 1 + sum("1" in row.code and row.state[0] == "done" for row in ROWS)
    assert sheet["C2"].number_format == '#,##0.00 "EUR"'


def test_htmx_gets_the_table_alone() -> None:
    whole = table_page(asked("q=L-07"), "kit/glossary.html", {}, lots("q=L-07"))
    headers = {"HX-Request": "true", "HX-Target": "lots"}
    part = table_page(asked("q=L-07", **headers), "kit/glossary.html", {}, lots("q=L-07"))
    assert b"<html" in whole.content
    assert part.content.lstrip().startswith(b"<section")
    assert b"L-07" in part.content
    assert "HX-Request" in part["Vary"]


def test_an_empty_table_says_what_to_do_next() -> None:
    def page(found: Table) -> str:
        return table_page(asked(""), "kit/glossary.html", {}, found).content.decode()

    with translation.override("en"):
        assert "To the orders" in page(lots("", []))
        assert "Nothing matches." in page(lots("q=nothing"))


def test_script_in_a_cell_is_shown_as_text() -> None:
    script = "<script>alert(1)</script>"
    found = lots(f"q={script}", [Row(script, 1, Money(1), (script, "bg-green-lt"))])
    assert script not in table_page(asked(""), "kit/glossary.html", {}, found).content.decode()


@pytest.mark.django_db
def test_a_view_is_kept_for_its_person_and_firm_alone() -> None:
    mine, other = build.factory(), build.factory()
    client = logged_in(mine, FACTORY)
    kept = {"table": "glossary", "name": "晚交", "query": "q=交期", "next": "/glossary/?q=交期"}
    assert client.post("/views/", kept)["Location"] == "/glossary/?q=%E4%BA%A4%E6%9C%9F"
    page = client.get("/glossary/").content.decode()
    assert 'href="?q=交期">晚交</a>' in page
    rival = logged_in(other, FACTORY, "+8613900002222")
    assert "晚交" not in rival.get("/glossary/").content.decode()
    code = registry.SavedView.objects.get().code
    assert rival.post(f"/views/{code}/retire/").status_code == 404
    assert client.post(f"/views/{code}/retire/", {"next": "https://elsewhere.example/"})["Location"] == "/"
    assert "晚交" not in client.get("/glossary/").content.decode()
    assert client.post(f"/views/{code}/retire/").status_code == 404


@pytest.mark.django_db
def test_a_view_of_the_same_name_gives_way_and_a_bad_one_is_refused() -> None:
    client = logged_in(build.factory(), FACTORY)
    for query in ("q=1", "q=2"):
        client.post("/views/", {"table": "glossary", "name": "one", "query": query})
    live = registry.SavedView.objects.filter(retired_at=None)
    assert list(live.values_list("query", flat=True)) == ["q=2"]
    bad: list[dict[str, str]] = [{"name": ""}, {"name": "x" * 41}, {"query": "x" * 401}, {"table": "No such"}]
    for changed in bad:
        answer = client.post("/views/", {"table": "glossary", "name": "two", "query": "q=1"} | changed)
        assert answer.status_code == 422
    for number in range(19):
        client.post("/views/", {"table": "glossary", "name": f"n{number}", "query": "q=1"})
    assert client.post("/views/", {"table": "glossary", "name": "many", "query": "q=1"}).status_code == 422
    assert live.count() == 20


@pytest.mark.django_db
def test_a_stranger_keeps_no_view() -> None:
    assert Client().post("/views/", {"table": "glossary", "name": "one", "query": ""}).status_code == 302
    assert not registry.SavedView.objects.exists()
