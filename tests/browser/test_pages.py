"""Protect the reader: pages work on a phone and on a desk, in both languages, without an error in the console."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from dukou.journey.seed import demo_logins

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
WORDS = {"zh-CN": ("登录", "订单"), "en": ("Log in", "Orders")}
PHONES = {login.role: login for login in demo_logins()}


@pytest.fixture(params=[(language, size) for language in WORDS for size in SIZES], ids=str)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    language, size = request.param
    width, height = SIZES[size]
    context = browser.new_context(locale=language, viewport={"width": width, "height": height})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


def language_of(page: Page) -> str:
    return "en" if page.evaluate("navigator.language").startswith("en") else "zh-CN"


def log_in(page: Page, url: str, role: str) -> None:
    page.goto(f"{url}/account/login/")
    page.fill("input[name=login]", PHONES[role].phone)
    page.fill("input[name=password]", PHONES[role].password)
    page.click("main button.btn-primary")
    page.wait_for_url(f"{url}/home/")


def fits(page: Page) -> bool:
    """Tell whether nothing on the page is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_the_start_page_opens_in_the_readers_language(page: Page, town_url: str) -> None:
    page.goto(town_url)
    expect(page.get_by_role("link", name=WORDS[language_of(page)][0])).to_be_visible()
    expect(page.locator("h1")).to_be_visible()
    assert page.locator(".headline-value:visible").count() >= 4
    assert fits(page)


def test_a_desk_goes_from_log_in_to_an_orders_journey(page: Page, town_url: str) -> None:
    log_in(page, town_url, "operator")
    page.goto(f"{town_url}/orders/")
    expect(page.locator("h1")).to_have_text(WORDS[language_of(page)][1])
    rows = page.locator("#order-found .kit-row-link")
    shown = rows.count()
    page.locator("tr.order-more a[hx-get]").click()
    expect(rows).not_to_have_count(shown)
    assert fits(page)
    rows.first.click()
    page.wait_for_url(re.compile(r"/orders/\w+/$"))
    assert page.locator("ol.river > li:visible").count() >= 5
    assert fits(page)


def test_a_desk_is_worked_with_the_keyboard_alone(page: Page, town_url: str) -> None:
    log_in(page, town_url, "operator")
    page.goto(f"{town_url}/desks/freight/")
    page.keyboard.press("/")
    expect(page.locator("input[type=search]").first).to_be_focused()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    expect(page.locator("a.kit-row-link").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/loads/\w+/$"))


def test_what_was_typed_outlives_a_lost_session(page: Page, town_url: str) -> None:
    log_in(page, town_url, "operator")
    page.goto(f"{town_url}/desks/returns/")
    book = page.locator("details form[data-draft]")
    if not book.is_visible():
        page.locator("details > summary").first.click()
    book.locator("input[name=carrier_ref]").fill("SF-2026-77")
    page.context.clear_cookies(name="sessionid")
    book.locator("button.btn-primary").click()
    page.wait_for_url(re.compile("/account/login/"))
    page.fill("input[name=login]", PHONES["operator"].phone)
    page.fill("input[name=password]", PHONES["operator"].password)
    page.click("main button.btn-primary")
    page.wait_for_url(re.compile(r"/desks/returns/|/home/"))
    page.goto(f"{town_url}/desks/returns/")
    expect(page.locator("details form[data-draft] input[name=carrier_ref]")).to_have_value("SF-2026-77")


def test_the_language_is_changed_by_hand_and_stays(page: Page, town_url: str) -> None:
    page.goto(town_url)
    other = "zh-CN" if language_of(page) == "en" else "en"
    page.click("button[name=language]")
    expect(page.get_by_role("link", name=WORDS[other][0])).to_be_visible()
    page.goto(f"{town_url}/assumptions/")
    expect(page.get_by_role("link", name=WORDS[other][0])).to_be_visible()


def test_log_in_works_with_the_keyboard_alone(page: Page, town_url: str) -> None:
    page.goto(f"{town_url}/account/login/")
    page.focus("input[name=login]")
    page.keyboard.type(PHONES["factory"].phone)
    page.keyboard.press("Tab")
    page.keyboard.type(PHONES["factory"].password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{town_url}/home/")
