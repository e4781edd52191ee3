"""Protect scans made without a link: they wait on the phone, go once when the link returns, and are nobody else's."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from dukou.base.ids import sscc
from dukou.journey.seed import demo_logins

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOGINS = {login.role: login for login in demo_logins()}
SCANS = 5


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a phone."""
    opened = browser.new_context(locale="en", viewport={"width": 390, "height": 844})
    yield opened
    opened.close()


def rows(home: Path, sql: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(home / "town.sqlite3")) as town:
        return town.execute(sql).fetchall()


def kept(home: Path) -> int:
    return int(rows(home, "SELECT COUNT(*) FROM depot_scan")[0][0])


def cartons(home: Path) -> list[str]:
    """Return the numbers of the first cartons of the depot."""
    ((prefix, first),) = rows(home, "SELECT prefix, serial_first FROM depot_cartonrun ORDER BY count DESC LIMIT 1")
    return [sscc(str(prefix), int(first) + place) for place in range(SCANS)]


def log_in(page: Page, url: str, role: str) -> None:
    page.goto(f"{url}/account/login/")
    page.fill("input[name=login]", LOGINS[role].phone)
    page.fill("input[name=password]", LOGINS[role].password)
    page.click("main button.btn-primary")
    page.wait_for_url(lambda address: "/login/" not in address)


def open_scanning(page: Page, url: str) -> None:
    """Open the scanning page and wait until the phone has kept it."""
    page.goto(f"{url}/scan/")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.keys().then((names) => names.some((one) => one.startsWith('dukou-scan')))")
    page.wait_for_function("caches.match('/scan/').then(Boolean)")


def take(page: Page, codes: list[str]) -> None:
    for code in codes:
        page.fill("[data-scan-text]", code)
        page.keyboard.press("Enter")
        expect(page.locator("[data-list] .code", has_text=code).first).to_be_visible()


def counted(page: Page, state: str, count: int) -> None:
    expect(page.locator(f"[data-count-{state}]")).to_have_text(str(count), timeout=15_000)


def test_five_scans_without_a_link_outlive_the_page_and_go_once(
    context: BrowserContext, town_url: str, town_home: Path
) -> None:
    page, before = context.new_page(), kept(town_home)
    log_in(page, town_url, "operator")
    open_scanning(page, town_url)
    context.set_offline(True)
    take(page, cartons(town_home))
    counted(page, "waiting", SCANS)
    page.reload()
    expect(page.locator(".scan-offline")).to_be_visible()
    counted(page, "waiting", SCANS)
    assert kept(town_home) == before
    context.set_offline(False)
    counted(page, "sent", SCANS)
    assert kept(town_home) == before + SCANS
    page.goto(f"{town_url}/scan/")
    page.locator("[data-undo]").first.click()
    counted(page, "sent", SCANS + 1)
    assert kept(town_home) == before + SCANS + 1


def test_what_was_sent_but_not_answered_is_sent_again_under_the_same_keys(
    context: BrowserContext, town_url: str, town_home: Path
) -> None:
    page, before = context.new_page(), kept(town_home)
    log_in(page, town_url, "operator")
    open_scanning(page, town_url)

    cut = [True]

    def answer(route: Route) -> None:
        """Let the town keep the scan, and while the link is cut the phone never hear of it."""
        response = route.fetch()
        if cut[0]:
            route.abort()
        else:
            route.fulfill(response=response)

    context.route("**/scans/", answer)
    take(page, cartons(town_home)[:1])
    counted(page, "waiting", 1)
    page.wait_for_timeout(1_000)
    assert kept(town_home) == before + 1
    cut[0] = False
    page.reload()
    counted(page, "sent", 1)
    assert kept(town_home) == before + 1


def test_another_person_on_the_same_phone_neither_sees_nor_sends_what_waits(
    context: BrowserContext, town_url: str, town_home: Path
) -> None:
    page, before = context.new_page(), kept(town_home)
    log_in(page, town_url, "operator")
    open_scanning(page, town_url)
    context.route("**/scans/", lambda route: route.abort())
    take(page, cartons(town_home)[:2])
    counted(page, "waiting", 2)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.click("form[action$='/logout/'] button")
    page.wait_for_url(re.compile(r"^(?!.*/scan/)"))
    assert len(asked) == 1
    context.unroute_all()
    log_in(page, town_url, "factory")
    open_scanning(page, town_url)
    counted(page, "waiting", 0)
    assert kept(town_home) == before
    context.clear_cookies()
    log_in(page, town_url, "operator")
    open_scanning(page, town_url)
    counted(page, "sent", 2)
    assert kept(town_home) == before + 2
