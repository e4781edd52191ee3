"""Protect the monthly statement on its page and on paper, the check of the book's head, netting and reminders."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OFFICE, OPERATOR
from dukou.freight.records import LoadBill
from dukou.post import models as outbox
from dukou.provenance import beat as sealer
from dukou.provenance import models as book
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from dukou.settlement import door, models
from dukou.web.settlement.ledger import LedgerLine, ledger_workbook
from tests import builders as build
from tests.returns.builders import days_after
from tests.settlement.sources import Sources, closed_case, delivery, orders
from tests.web.people import logged_in, person

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
MONTH, TERM_DAYS = "2025-12", 10


@pytest.fixture(autouse=True)
def _cache_table() -> None:
    call_command("createcachetable", verbosity=0)


def a_town(count: int = 2) -> dict[str, Any]:
    """Let a seller deliver orders to one buyer, one of them knitted by a maker, pay freight, and take some back."""
    build.limits({"settlement.term_days": TERM_DAYS})
    seller, maker, desk = build.firm(), build.firm(), build.firm("operator")
    town = Sources()
    placed = orders(count, sellers=[seller])
    back, *_rest = orders(1, sellers=[maker])
    buyer = placed[0]["buyer_id"]
    registry.Firm.objects.filter(pk=buyer).update(name_zh="=汉堡<b>买家", name_en=f"=Buyer {SCRIPT}")
    for line, order in enumerate(placed, start=1):
        town.deliveries[build.ON].append(delivery(order, line, 100, maker=maker if line == 1 else None))
    town.deliveries[build.ON].append(delivery(back, count + 1, 100, maker=seller))
    town.awards = {1: 12_000, count + 1: 9_000}
    town.loads[build.ON].append(LoadBill("load1", 1_000, 250, 100, ((seller, 900),)))
    town.closed[build.ON].append(closed_case("case1", town.deliveries[build.ON][0], 500, freight_minor=100))
    with town.open():
        door.post_day(on=build.ON, viewer=TOWN, now=build.NOW)
    models.Invoice.objects.update(pay_on=days_after(300))
    registry_door.set_clock(on=days_after(15), viewer=TOWN)
    sealer.tick(build.NOW)
    codes = dict(registry.Firm.objects.values_list("id", "code"))
    return {"seller": seller, "maker": maker, "buyer": buyer, "desk": desk, "code": codes[buyer], "mill": codes[maker]}


def text(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, path
    return str(response.content.decode())


def printed(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def head() -> str:
    one = book.TreeHead.objects.order_by("-size")[0]
    return f"{one.size}.{bytes(one.root).hex()}"


@pytest.mark.parametrize(("language", "word"), [("en", "Monthly statement"), ("zh-hans", "月度对账单")])
def test_the_page_shows_goods_accounts_postings_rules_and_head(language: str, word: str) -> None:
    town = a_town()
    page = text(logged_in(town["seller"], FACTORY, language=language), "/statements/")
    for part in (word, "load1", "case1", "/bills/load1/", "/t/case1/", "135.00", "120.00", head()):
        assert part in page, part
    assert SCRIPT not in page


def test_postings_are_found_filtered_and_paged() -> None:
    town = a_town(count=30)
    client = logged_in(town["seller"], FACTORY)
    path = f"/statements/{MONTH}/"
    assert "page=2" in text(client, path)
    assert "load1" not in text(client, path, q="case1")
    assert "case1" in text(client, path, kind="refund")
    assert "load1" not in text(client, path, account="receivable")
    assert "load1" in text(client, path, account="freight")
    assert "kit-row" in text(client, path, sort="-amount")


def test_the_pdf_has_every_posting_in_both_languages_and_the_head() -> None:
    town = a_town(count=90)
    content = logged_in(town["seller"], FACTORY).get(f"/statements/{MONTH}/statement.pdf").content
    found = printed(content)
    flat = found.replace("\n", "")
    for part in ("月度对账单 Monthly statement", "load1", "case1", head(), "/book/?head="):
        assert part in flat, part
    bills = models.Invoice.objects.exclude(seller_id=town["maker"], kind="sale").values_list("code", flat=True)
    assert all(code in found for code in bills)
    assert len(PdfReader(io.BytesIO(content)).pages) > 3
    again = logged_in(town["seller"], FACTORY, "+8613900002222").get(f"/statements/{MONTH}/statement.pdf").content
    assert again == content


def test_the_workbook_has_every_posting_and_no_formula() -> None:
    town = a_town(count=40)
    response = logged_in(town["seller"], FACTORY).get(f"/statements/{MONTH}/statement.xlsx")
    found = load_workbook(io.BytesIO(response.content))
    *_others, ledger = found.worksheets
    rows = list(ledger.iter_rows(values_only=True))[1:]
    expected = models.Posting.objects.filter(account__firm_id=town["seller"])
    assert len(rows) == expected.count()
    assert sum(round(row[6] * 100) for row in rows) == sum(expected.values_list("amount_minor", flat=True)) == 0
    assert {str(row[5])[:1] for row in rows if row[5] and "Buyer" in row[5]} == {"'"}
    assert all(cell.data_type != "f" for sheet in found.worksheets for row in sheet.iter_rows() for cell in row)
    assert any(head() in str(cell) for row in found.worksheets[0].iter_rows(values_only=True) for cell in row)


def test_a_ledger_goes_on_as_its_first_row() -> None:
    rows = [(date(2025, 12, day), f"=a&<{day}\x01", "袜") for day in range(1, 6)]
    sheet = load_workbook(
        io.BytesIO(ledger_workbook([("x", ["y"], [("z",)])], ("Rows", ["a", "b", "c"], rows)))
    ).worksheets[1]
    found = list(sheet.iter_rows(values_only=True))
    assert [row[1] for row in found[1:]] == [f"'=a&<{day}" for day in range(1, 6)]
    assert [row[0].date() for row in found[1:]] == [row[0] for row in rows]
    assert LedgerLine(date(2025, 12, 1), "", "", None, 0).amount_minor is None


@pytest.mark.parametrize("month", ["2026-01", "2025-13", "2025-1", "1999-12", "x", "2025-12-01", "２０２５-12", "%00"])
def test_what_is_no_month_that_has_begun_is_404(month: str) -> None:
    town = a_town()
    client = logged_in(town["seller"], FACTORY)
    for file in ("", "statement.pdf", "statement.xlsx"):
        assert client.get(f"/statements/{month}/{file}").status_code == 404


def test_nobody_else_has_the_statement() -> None:
    town = a_town()
    mine = models.Invoice.objects.filter(seller_id=town["seller"], kind="sale").values_list("code", flat=True)
    for number, (firm, role) in enumerate(
        [(town["buyer"], BUYER), (build.firm("office"), OFFICE), (town["desk"], OPERATOR), (build.firm(), FACTORY)]
    ):
        client = logged_in(firm, role, f"+86139000033{number:02}")
        for file in ("", "statement.pdf", "statement.xlsx"):
            assert client.get(f"/statements/{MONTH}/{file}").status_code == 404
    maker = text(logged_in(town["maker"], FACTORY, "+8613900004444"), f"/statements/{MONTH}/")
    assert not any(code in maker for code in mine)
    assert Client().get("/statements/")["Location"].startswith("/account/login/")


def test_anybody_checks_a_head_and_an_older_one_is_proven_to_be_the_beginning() -> None:
    a_town()
    older = head()
    registry.TownClock.objects.update(on=days_after(16))
    with Sources().open():
        door.post_day(on=days_after(16), viewer=TOWN, now=build.NOW)
    sealer.tick(build.NOW)
    assert head() != older
    for asked in (older, head(), f"  {older.replace('.', ' ')} ", older.upper()):
        assert "This head is of this book" in text(Client(headers={"accept-language": "en"}), "/book/", head=asked)


@pytest.mark.parametrize("forge", ["root", "size", "swap", "unknown"])
def test_a_forged_head_is_not_of_this_book(forge: str) -> None:
    a_town()
    size, root = head().split(".")
    forged = {
        "root": f"{size}.{'0' * 64}",
        "size": f"{int(size) - 1}.{root}",
        "swap": f"{size}.{root[::-1]}",
        "unknown": f"{10**17}.{root}",
    }[forge]
    page = text(Client(headers={"accept-language": "en"}), "/book/", head=forged)
    assert "This head is not of this book" in page
    assert "This head is of this book" not in page


@pytest.mark.parametrize(
    "asked", ["x", "1", "1.abc", "-1." + "0" * 64, "1." + "g" * 64, "\x00", "'\"><b>", "9" * 5_000]
)
def test_what_is_no_head_is_told_so(asked: str) -> None:
    a_town()
    page = text(Client(headers={"accept-language": "en"}), "/book/", head=asked)
    assert "This head is of this book" not in page
    assert "<b>" not in page.replace("<b>", "", 0) or "'\"><b>" not in page


def test_a_row_of_the_statement_is_proven_to_its_firm_alone() -> None:
    town = a_town()
    code = models.Invoice.objects.filter(seller_id=town["seller"], kind="sale")[0].code
    page = text(logged_in(town["seller"], FACTORY), f"/book/{code}/")
    for part in ("settlement.invoice_issued", "amount_minor", "Proven at place", head().split(".")[1]):
        assert part in page, part
    for firm, role, phone in (
        (town["maker"], FACTORY, "+8613900002222"),
        (town["buyer"], BUYER, "+8613900003333"),
    ):
        assert logged_in(firm, role, phone).get(f"/book/{code}/").status_code == 404
    for odd in ("nosuchcode222222", "%00", "袜", "x" * 300):
        assert logged_in(town["seller"], FACTORY, f"+86139000{len(odd):05}").get(f"/book/{odd}/").status_code == 404


def test_a_payment_is_proven_to_who_paid_and_who_was_paid_and_to_nobody_else() -> None:
    town = a_town()
    bill = models.Invoice.objects.get(seller_id=town["maker"], kind="back_to_back")
    models.Invoice.objects.filter(pk=bill.pk).update(pay_on=days_after(16))
    seller, maker = logged_in(town["seller"], FACTORY), logged_in(town["maker"], FACTORY, "+8613900002222")
    proof = f'href="/book/{bill.code}/"'
    # Who owes it has no fact of the invoice, and who is owed has the fact of the invoice alone.
    assert proof not in text(seller, f"/statements/{MONTH}/", account="payable")
    assert seller.get(f"/book/{bill.code}/").status_code == 404
    assert "settlement.paid" not in text(maker, f"/book/{bill.code}/")
    with Sources().open():
        door.post_day(on=days_after(16), viewer=TOWN, now=build.NOW)
    sealer.tick(build.NOW)
    for client, amount in ((seller, -12_000), (maker, 12_000)):
        assert proof in text(client, f"/statements/{MONTH}/", kind="payment")
        page = text(client, f"/book/{bill.code}/")
        assert "settlement.paid" in page
        assert f"{amount}" in page
    buyer = logged_in(town["buyer"], BUYER, "+8613900003333")
    assert buyer.get(f"/book/{bill.code}/").status_code == 404


def test_two_firms_net_by_a_page_each() -> None:
    town = a_town()
    first, second = logged_in(town["seller"], FACTORY), logged_in(town["maker"], FACTORY, "+8613900002222")
    page = text(first, "/netting/")
    assert "90.00" in page
    assert "120.00" in page
    seller = registry.Firm.objects.get(pk=town["seller"]).code
    posts = [(first, town["mill"]), (second, seller)]
    for number, (client, code) in enumerate(posts):
        sent = {"month": "2025-12-01", "agrees": "yes", "once": f"token{number}"}
        for _again in range(2):
            assert client.post(f"/netting/{code}/", sent)["Location"] == "/netting/"
    assert "Both agreed" in text(first, "/netting/")
    registry.TownClock.objects.update(on=days_after(28))
    with Sources().open():
        door.post_day(on=days_after(28), viewer=TOWN, now=build.NOW)
    assert models.Netting.objects.get().amount_minor == 9_000
    registry.TownClock.objects.update(on=days_after(29))
    assert "2025-12" in text(first, "/netting/")
    assert "2025-12" in text(first, f"/statements/{MONTH}/", kind="netting")


@pytest.mark.parametrize("month", ["2026-01-01", "", "x", "2025-12-02", "\x00"])
def test_netting_of_another_month_is_refused(month: str) -> None:
    town = a_town()
    client = logged_in(town["seller"], FACTORY)
    assert client.post(f"/netting/{town['mill']}/", {"month": month, "agrees": "yes"}).status_code == 422
    assert client.post(f"/netting/{town['code']}/", {"month": "2025-12-01", "agrees": "yes"}).status_code == 404
    assert client.get(f"/netting/{town['mill']}/").status_code == 405
    assert not models.NettingConsent.objects.exists()


@pytest.mark.parametrize(
    ("late", "kind", "word"),
    [
        (0, "settlement.statement", "nothing is overdue"),
        (1, "settlement.reminder_1", "friendly"),
        (31, "settlement.reminder_2", "firmly"),
        (61, "settlement.reminder_3", "last reminder"),
    ],
)
def test_a_reminder_grows_firmer_with_the_age_of_the_debt(late: int, kind: str, word: str) -> None:
    town = a_town()
    person(town["buyer"], BUYER, "+4940111222")
    registry.TownClock.objects.update(on=days_after(TERM_DAYS + late))
    client, path = logged_in(town["seller"], FACTORY), f"/money/{town['code']}/"
    assert word in text(client, path)
    for token in ("one", "two"):
        client.post(f"{path}send/", {"once": token})
    assert list(outbox.Notice.objects.values_list("kind", flat=True)) == [kind]
    assert list(outbox.Message.objects.values_list("template", flat=True)) == [kind]
    step = models.StatementSent.objects.get().step
    assert step == ("reminder" in kind and int(kind[-1]))
    read = text(logged_in(town["buyer"], BUYER, "+4940111333"), "/notices/")
    assert ("reminder" in read) == (late > 0)


@pytest.mark.parametrize("count", [1, 40])
def test_queries_stay_few(count: int, django_assert_max_num_queries: Any) -> None:
    town = a_town(count)
    client = logged_in(town["seller"], FACTORY)
    code = models.Invoice.objects.filter(seller_id=town["seller"])[0].code
    for path in (
        f"/statements/{MONTH}/",
        f"/statements/{MONTH}/statement.pdf",
        "/netting/",
        f"/book/{code}/",
        "/book/",
    ):
        with django_assert_max_num_queries(30):
            assert client.get(path).status_code == 200
