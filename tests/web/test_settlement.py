"""Protect what a firm is told of its money: on pages, on paper, to the right reader, and sent once."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OPERATOR
from dukou.post import models as outbox
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from dukou.settlement import door, models
from dukou.web.settlement.capitals import in_capitals
from tests import builders as build
from tests.returns.builders import days_after
from tests.settlement.sources import Sources, closed_case, delivery, orders
from tests.web.people import logged_in, person

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
TERM_DAYS, LATE = 10, 15


@pytest.fixture(autouse=True)
def _cache_table() -> None:
    call_command("createcachetable", verbosity=0)


def a_town(count: int = 2) -> dict[str, Any]:
    """Let a seller deliver orders to one buyer, one of them partly returned; the town's day is after they fell due."""
    build.limits({"settlement.term_days": TERM_DAYS})
    seller, rival, desk = build.firm(), build.firm(), build.firm("operator")
    town = Sources()
    placed = orders(count, sellers=[seller])
    buyer = placed[0]["buyer_id"]
    registry.Firm.objects.filter(pk=buyer).update(name_zh="汉堡<b>买家", name_en=f"Buyer {SCRIPT}")
    registry.Firm.objects.filter(pk=seller).update(uscc="91210381MA0000001X")
    for line, order in enumerate(placed, start=1):
        town.deliveries[build.ON].append(delivery(order, line, 100))
    town.closed[build.ON].append(closed_case("some", town.deliveries[build.ON][0], 500))
    with town.open():
        door.post_day(on=build.ON, viewer=TOWN, now=build.NOW)
    models.Invoice.objects.update(pay_on=days_after(60))
    registry_door.set_clock(on=days_after(LATE), viewer=TOWN)
    codes = dict(registry.Firm.objects.values_list("id", "code"))
    return {"seller": seller, "rival": rival, "buyer": buyer, "desk": desk, "code": codes[buyer], "from": codes[seller]}


def texts(client: Client, *addresses: str) -> list[str]:
    return [client.get(address).content.decode() for address in addresses]


def printed(content: bytes) -> str:
    texts = (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    # How many pages there are is drawn apart.
    return "\n".join(text.replace(" / \n", " / ") for text in texts)


def test_the_owner_sees_what_is_owed_by_age_and_opens_the_statement() -> None:
    town = a_town()
    money, stated = texts(logged_in(town["seller"], FACTORY), "/money/", f"/money/{town['code']}/")
    for page in (money, stated):
        assert "265.00" in page
        assert "2 invoices overdue: 265.00" in page
        assert SCRIPT not in page
        assert "Buyer &lt;script&gt;" in page
    assert f"/money/{town['code']}/" in money
    assert "5 days late" in stated
    assert "some" in stated


def test_the_buyer_reads_the_same_statement_from_its_side() -> None:
    town = a_town()
    money, stated = texts(logged_in(town["buyer"], BUYER), "/money/", f"/money/from/{town['from']}/")
    assert f"/money/from/{town['from']}/" in money
    assert "265.00" in stated
    assert f"/money/{town['from']}/send/" not in stated


@pytest.mark.parametrize("path", ["", "statement.pdf", "statement.xlsx"])
def test_a_rival_finds_no_statement(path: str) -> None:
    town = a_town()
    client = logged_in(town["rival"], FACTORY)
    for side in ("", "from/"):
        for code in (town["code"], town["from"], "nosuchfirm"):
            assert client.get(f"/money/{side}{code}/{path}").status_code == 404
    assert client.post(f"/money/{town['code']}/send/").status_code == 404
    assert not outbox.Notice.objects.exists()
    assert Client().get(f"/money/{town['code']}/{path}").status_code == 302


def test_a_statement_is_sent_once_however_often_it_is_pressed() -> None:
    town = a_town()
    person(town["buyer"], BUYER, "+4940111222")
    client = logged_in(town["seller"], FACTORY)
    path = f"/money/{town['code']}/"
    assert "Not sent yet" in client.get(path).content.decode()
    for token in ("same", "same", "other"):
        answer = client.post(f"{path}send/", {"once": token}, follow=True)
        assert answer.redirect_chain == [(path, 302)]
    assert outbox.Notice.objects.count() == outbox.Message.objects.count() == 1
    page = client.get(path).content.decode()
    assert "Sent today" in page
    assert f"{path}send/" not in page
    assert client.get(f"{path}send/").status_code == 405


def test_the_pdf_is_for_both_readers_and_shows_script_as_text() -> None:
    town = a_town()
    mine = logged_in(town["seller"], FACTORY).get(f"/money/{town['code']}/statement.pdf")
    assert mine["Content-Type"] == "application/pdf"
    text = printed(mine.content)
    for part in ("对账单", "Statement of account", "汉堡<b>买家", SCRIPT, "91210381MA0000001X", "265.00 CNY"):
        assert part in text.replace("\n", ""), part
    assert "人民币贰佰陆拾伍元整" in text
    assert "1 / 1" in text
    theirs = logged_in(town["buyer"], BUYER, "+4940111222").get(f"/money/from/{town['from']}/statement.pdf")
    assert theirs.content == mine.content


def test_a_long_statement_has_numbered_pages() -> None:
    town = a_town(count=70)
    content = logged_in(town["seller"], FACTORY).get(f"/money/{town['code']}/statement.pdf").content
    pages = len(PdfReader(io.BytesIO(content)).pages)
    assert pages > 2
    assert f"{pages} / {pages}" in printed(content)


def test_the_workbook_holds_the_statement_and_no_formula() -> None:
    town = a_town()
    registry.Firm.objects.filter(pk=town["buyer"]).update(name_zh="=1+1", name_en="=1+1")
    response = logged_in(town["seller"], FACTORY).get(f"/money/{town['code']}/statement.xlsx")
    facts, moved, still_open = load_workbook(io.BytesIO(response.content)).worksheets
    cells = [row for sheet in (facts, moved, still_open) for row in sheet.iter_rows(values_only=True)]
    assert any("'=1+1" in row for row in cells)
    assert [row[-1] for row in moved.iter_rows(values_only=True)][-1] == 265
    assert len(list(still_open.iter_rows())) == 3


def test_the_accounts_desk_sees_sellers_and_no_buyer() -> None:
    town = a_town()
    seller = registry.Firm.objects.get(pk=town["seller"]).name_en
    page = logged_in(town["desk"], OPERATOR).get("/desks/accounts/").content.decode()
    assert seller in page
    assert "265.00" in page
    assert "Balanced" in page
    assert "Buyer" not in page
    assert logged_in(town["seller"], FACTORY, "+8613900002222").get("/desks/accounts/").status_code == 404


def test_who_is_owed_nothing_is_told_what_comes_next() -> None:
    town = a_town()
    page = logged_in(town["rival"], FACTORY).get("/money/").content.decode()
    assert "Nobody owes you anything." in page
    assert "/orders/" in page


@pytest.mark.parametrize("query", ["days=x", "days=-1", "days=9999999999", "q=%00", "page=0", "sort=-nothing"])
def test_odd_addresses_show_a_page(query: str) -> None:
    town = a_town()
    client = logged_in(town["seller"], FACTORY)
    for path in ("/money/", f"/money/{town['code']}/", f"/money/{town['code']}/statement.pdf"):
        assert client.get(f"{path}?{query}").status_code == 200
    assert client.get("/money/%00/").status_code == 404


@pytest.mark.parametrize("count", [1, 40])
def test_queries_stay_within_fifteen(count: int, django_assert_max_num_queries: Any) -> None:
    town = a_town(count)
    for client, paths in (
        (
            logged_in(town["seller"], FACTORY),
            ("/money/", f"/money/{town['code']}/", f"/money/{town['code']}/statement.pdf"),
        ),
        (logged_in(town["desk"], OPERATOR, "+8613900002222"), ("/desks/accounts/",)),
    ):
        for path in paths:
            with django_assert_max_num_queries(15):
                assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("amount_minor", "capitals"),
    [
        (0, "人民币零元整"),
        (5, "人民币伍分"),
        (50, "人民币伍角整"),
        (105, "人民币壹元零伍分"),
        (168_032, "人民币壹仟陆佰捌拾元叁角贰分"),
        (1_640_902, "人民币壹万陆仟肆佰零玖元零贰分"),
        (600_714, "人民币陆仟零柒元壹角肆分"),
        (10_005_000, "人民币壹拾万零伍拾元整"),
        (10_000_000_100, "人民币壹亿零壹元整"),
        (-1, "人民币负壹分"),
    ],
)
def test_amounts_are_written_in_capitals(amount_minor: int, capitals: str) -> None:
    assert in_capitals(amount_minor) == capitals
