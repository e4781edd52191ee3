"""Walk the dock by phone without a link: labels and parcels wait, go once when it returns, and stand at the desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.helping import picture
from tests.browser.tiles import enter
from tests.browser.walking import LANGUAGES
from tests.journey.towns import rows

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OPEN = "SELECT code FROM returns_case WHERE state = 'open' AND received_on IS NOT NULL ORDER BY pairs LIMIT 1"
STATE = "SELECT state FROM returns_case WHERE code = '{}'"
PARCELS = "SELECT pairs_counted, grams, phone_digits, picture FROM returns_parcel WHERE carrier_ref = '' ORDER BY id"

# What the phone still has of the sender's number: nothing.
PHONES = """self.dukouQueue.remembered("person").then(person => self.dukouQueue.all(person))
    .then(all => all.map(one => one.phone || ""))"""


@pytest.fixture(params=LANGUAGES)
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    """Return a phone in each language."""
    opened = browser.new_context(locale=LANGUAGES[request.param], viewport={"width": 390, "height": 844})
    yield opened
    opened.close()


def counted(page: Page, state: str, count: int) -> None:
    expect(page.locator(f"[data-count-{state}]")).to_have_text(str(count), timeout=15_000)


def test_the_dock_works_without_a_link(phone: BrowserContext, own_demo_url: str, tmp_path: Path) -> None:
    home, page = tmp_path / "town", phone.new_page()
    ((code,),) = rows(home, OPEN)
    enter(page, own_demo_url, "operator")
    page.goto(f"{own_demo_url}/returns/{code}/label/")
    text = page.locator("[data-label]").inner_text()
    page.goto(f"{own_demo_url}/scan/")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.match('/scan/').then(Boolean)")
    phone.set_offline(True)
    page.locator("input[name=act][value=returned]").check(force=True)
    page.fill("[data-scan-text]", f"{own_demo_url}/returns/in/{text}/")
    page.keyboard.press("Enter")
    page.locator("input[name=act][value=parcel]").check(force=True)
    page.fill("input[name=grams]", "2400")
    page.fill("input[name=phone]", "0007")
    page.fill("input[name=pairs]", "12")
    page.locator("input[name=picture]").set_input_files(picture())
    page.locator("form[data-take] button[type=submit]").click()
    counted(page, "waiting", 2)
    page.reload()
    counted(page, "waiting", 2)
    assert rows(home, STATE.format(code)) == [("open",)]
    phone.set_offline(False)
    counted(page, "sent", 2)
    assert rows(home, STATE.format(code)) == [("received",)]
    ((pairs, grams, digits, kept),) = rows(home, PARCELS)
    assert (pairs, grams, digits, bool(kept)) == (12, 2_400, 4, True)
    assert page.evaluate(PHONES) == ["", ""]
    page.goto(f"{own_demo_url}/desks/returns/")
    expect(page.locator(f"a[href='/desks/returns/grading/{code}/']").first).to_be_visible()
    page.goto(f"{own_demo_url}/scan/")
    page.locator("[data-undo]").last.click()
    counted(page, "sent", 3)
    assert rows(home, STATE.format(code)) == [("open",)]
