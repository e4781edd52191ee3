"""Walk the script of the first five minutes as each role would, on a phone and at a desk, in both languages."""

import re
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from tests.browser.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG_WORK_MS = 90_000


def test_the_first_five_minutes(walk: Walk, tmp_path: Path) -> None:
    crossing(walk)
    owner(walk)
    buyer(walk)
    bill = freight_desk(walk)
    planning(walk)
    carriers(walk)
    road(walk)
    overseas(walk)
    returns_desk(walk)
    shop(walk)
    rival(walk, bill)
    town(walk)
    broken_copy(walk)
    own_book(walk, tmp_path)
    clock(walk)


def crossing(walk: Walk) -> None:
    """Switch the map from alone to together, and open a figure."""
    page = walk.go("/")
    for way in ("naive", "own_best", "together"):
        page.locator(f"label[for=show-{way}]").click()
        expect(page.locator(f"#show-{way}")).to_be_checked()
        walk.show(f"crossing-{way}")
    walk.follow(page.locator("a[href^='/figures/']:visible").first)
    walk.show("a-figure")
    walk.go("/demo/enter/")
    walk.show("tiles")


def owner(walk: Walk) -> None:
    """Accept today's parcels, send a statement, look at wages, answer an offer."""
    page = walk.as_role("factory")
    walk.show("owner-home")
    walk.go("/parcels/")
    walk.show("owner-parcels")
    page.locator("form:has(input[name=answer][value=accept]) button").first.click()
    expect(page.locator("form:has(input[name=answer][value=accept])")).to_have_count(0)
    walk.show("owner-parcels-accepted")
    walk.go("/money/")
    walk.show("owner-money")
    walk.follow(page.locator(".money-next"))
    with page.expect_download() as paper:
        page.locator("a[href*='statement.pdf'], a[href*='.pdf']").first.click()
    assert Path(paper.value.path()).read_bytes().startswith(b"%PDF")
    walk.follow(page.locator("form button.money-next"))
    walk.show("owner-statement-sent")
    for name in ("wages", "offers", "lots", "stock", "bills", "orders"):
        walk.go(f"/{name}/")
        walk.show(f"owner-{name}")
    walk.go("/offers/")
    waiting = page.locator("form.mill-answer").count()
    page.locator("form.mill-answer button[value=accept]").first.click()
    expect(page.locator("form.mill-answer")).to_have_count(waiting - 1)


def buyer(walk: Walk) -> None:
    """Order from the town with consent to named sites, and follow the order."""
    page = walk.as_role("buyer")
    walk.show("buyer-home")
    walk.go("/market/")
    walk.show("buyer-market")
    walk.follow(page.locator("main h2 a[href^='/market/']").first)
    page.locator("form[data-ladder] input[inputmode=numeric]").first.fill("１２００")
    walk.show("buyer-style")
    walk.follow(page.locator("form[data-ladder] button.btn-primary"))
    walk.go("/cart/")
    walk.show("buyer-cart")
    walk.follow(page.locator("button[name=order]"))
    page.locator("input[name=addressed_to][value=town]").check()
    page.locator("select[name=destination]").select_option(index=1)
    expect(page.locator("input[name=sites]:visible").first).to_be_visible()
    walk.show("buyer-checkout")
    page.locator(".cart-actions button.btn-primary").click()
    page.wait_for_url(re.compile(r"/orders/[a-z0-9]+/"))
    walk.show("buyer-order-placed")
    walk.go("/orders/")
    walk.show("buyer-orders")
    walk.follow(page.locator("main a[href^='/orders/']").nth(3))
    walk.show("buyer-journey")


def freight_desk(walk: Walk) -> str:
    """Look into today's container, let a firm withdraw, and return the address of a firm's bill."""
    page = walk.as_role("operator")
    walk.show("operator-home")
    walk.go("/desks/freight/")
    walk.show("freight-desk")
    # The second load of the day carries several firms.
    walk.follow(page.locator("main a[href^='/loads/']").nth(1))
    walk.show("freight-load")
    walk.follow(page.locator("form[action='#withdrawal'] button"))
    expect(page.locator("#withdrawal")).to_be_visible()
    walk.show("freight-withdrawn")
    for desk in ("planning", "lab", "depot", "accounts"):
        walk.go(f"/desks/{desk}/")
        walk.show(f"desk-{desk}")
    walk.as_role("factory")
    href = walk.go("/bills/").locator("main a[href^='/bills/']").first.get_attribute("href")
    assert href
    walk.go(href)
    walk.show("owner-bill")
    return href


def planning(walk: Walk) -> None:
    """See what leaves, suppose that goods go another way, lock them, and look at lanes and at what firms save."""
    page = walk.as_role("operator")
    walk.go("/desks/freight/departures/")
    walk.show("departures")
    walk.follow(page.locator("main a[href^='/loads/']").first)
    walk.follow(page.locator("a[href$='/moves/']"))
    walk.show("moves")
    walk.follow(page.locator("main a[href*='parcel=']").first)
    page.locator("select[name=service]").select_option(index=1)
    for act, name in (("suppose", "supposed"), ("lock", "locked")):
        walk.follow(page.locator(f"button[name=act][value={act}]"))
        walk.show(name)
    walk.go("/desks/freight/next-days/")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main table tbody tr").first).to_be_visible(timeout=LONG_WORK_MS)
    walk.show("next-days")
    for name, path in (("lanes", "freight/lanes/"), ("savings", "freight/savings/"), ("proof-desk", "proof/")):
        walk.go(f"/desks/{path}")
        walk.show(name)


def overseas(walk: Walk) -> None:
    """Look at what lies overseas and what it costs, and at the live proof, as desk and as owner."""
    page = walk.as_role("operator")
    walk.go("/desks/overseas/")
    walk.show("overseas-desk")
    walk.as_role("factory")
    walk.go("/overseas/")
    walk.show("overseas")
    walk.go("/overseas/fees/")
    walk.show("overseas-fees")
    walk.follow(page.locator("main a[href^='/overseas/fees/']:visible").first)
    walk.show("overseas-fee")
    walk.go("/proof/")
    walk.show("proof")


def carriers(walk: Walk) -> None:
    """Ask what carriage costs, book a carrier for today's load, and say the first time who sends."""
    page = walk.as_role("operator")
    for name, path in (("carriers", ""), ("tariff-sheet", "sheets/tariffs/"), ("quotes", "quote/")):
        walk.go(f"/desks/carriers/{path}")
        walk.show(name)
    page.fill("input[name=kilograms]", "900")
    page.fill("input[name=cubic_metres]", "7.5")
    walk.follow(page.locator("main form button.btn-primary").first)
    walk.show("quoted")
    walk.go("/desks/freight/")
    walk.follow(page.locator("main a[href^='/loads/']").nth(1))
    walk.follow(page.locator("a[href$='/carriers/']").last)
    walk.show("load-carriers")
    walk.follow(page.locator("form[action$='/book/'] button").first)
    if page.locator("input[name=sender_name]").count():
        sender = {"name": "渡口共享仓", "phone": "041200000000", "city": "海城", "street": "园区 1 号"}
        for part, said in sender.items():
            page.fill(f"input[name=sender_{part}]", said)
        walk.show("book")
        walk.follow(page.locator("main form button.btn-primary"))
    walk.show("booking")
    walk.go("/desks/carriers/bookings/")
    walk.show("bookings")


def road(walk: Walk) -> None:
    """Look at papers and at what is late, and follow a shipment without log-in."""
    page = walk.as_role("operator")
    for name in ("papers", "exceptions"):
        walk.go(f"/{name}/")
        walk.show(name)
        walk.follow(page.locator(f"main a[href^='/{name}/']").first)
        walk.show(f"one-of-{name}")
    shipment = page.locator("main a[href^='/shipments/']").first.get_attribute("href")
    assert shipment
    walk.go(f"{shipment}hand-over/")
    walk.show("hand-over")
    walk.go(shipment)
    walk.follow(page.locator("form:has(input[name=act][value=share]) button"))
    walk.show("shipment")
    link = page.locator("main a[href*='/track/']").get_attribute("href")
    assert link
    walk.context.clear_cookies()
    page.goto(link)
    walk.show("track")


def returns_desk(walk: Walk) -> None:
    """Trace what is behind a code, and match a parcel that came back without a name."""
    page = walk.as_role("operator")
    walk.go("/desks/returns/")
    walk.show("desk-returns")
    walk.follow(page.locator("main a[href^='/parcels-back/']").first)
    walk.show("desk-parcel")
    page.locator("input[name=line]").first.check()
    walk.follow(page.locator("form:has(input[name=line]) button.btn-primary"))
    walk.follow(page.locator("main a[href^='/t/']").first)
    walk.show("trace")
    walk.go("/scan/")
    walk.show("scan")


def shop(walk: Walk) -> None:
    """Report a sale in three taps, and swap a slow size."""
    page = walk.as_role("shop")
    walk.show("shop-home")
    walk.go("/shop/")
    group = page.locator("details.shop-group").first
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    group.locator(".shop-size").first.click()
    walk.show("shop")
    walk.follow(group.locator("button[name=pairs]").first)
    walk.follow(page.locator("form.shop-swap button").first)
    walk.show("shop-swapped")


def rival(walk: Walk, bill: str) -> None:
    """Try to open another firm's bill: it does not exist, and its owner is told."""
    page = walk.as_role("rival")
    refused = page.goto(f"{walk.url}{bill}")
    assert refused is not None
    assert refused.status == 404
    walk.show("rival-refused")
    walk.as_role("factory")
    for _look in range(60):
        walk.go("/notices/")
        if page.locator(f"ul.notices a[href='{bill}']").count():
            break
        page.wait_for_timeout(500)
    walk.show("owner-notices")


def town(walk: Walk) -> None:
    """See how far the plan is, and the wall screen."""
    walk.as_role("office")
    walk.show("office-home")
    walk.go("/town/")
    walk.show("town")
    walk.go("/screen/")
    walk.show("screen")
    for name in ("joining", "glossary", "assumptions"):
        walk.go(f"/{name}/")
        walk.show(name)


def broken_copy(walk: Walk) -> None:
    """Let a carton vanish in a copy; the audit names it."""
    page = walk.go("/break/")
    walk.show("break")
    walk.follow(page.locator("main form button.btn-primary"))
    expect(page.locator("main")).to_contain_text(re.compile(r"\d{18}"), timeout=LONG_WORK_MS)
    walk.show("broken")


def own_book(walk: Walk, folder: Path) -> None:
    """Load an order book of one's own: every row is judged, and nothing is written."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["订单号", "货号", "数量", "日期", "客户", "国家"])
    sheet.append(["A1", "W-1", 120, "2026-01-28", "客户1", "Germany"])
    sheet.append(["A1", "W-2", "many", "2026-01-28", "客户1", "Germany"])
    book.save(folder / "book.xlsx")
    page = walk.go("/try/")
    page.set_input_files("input[type=file]", folder / "book.xlsx")
    page.locator("button[value=preview]").click()
    expect(page.locator("#result tbody tr").first).to_be_visible()
    walk.show("own-book")


def clock(walk: Walk) -> None:
    """Move the town on by an hour, and see it move."""
    page = walk.as_role("operator")
    walk.go("/clock/")
    walk.show("clock")
    page.locator("button[name=distance]").first.click()
    expect(page.locator("a.btn-primary[href='/clock/']")).to_be_visible(timeout=LONG_WORK_MS)
    walk.show("clock-moved")
