"""Walk a return overseas: received at the depot there, graded by two people, on its ride home, known to customs."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helping import in_town, picture
from tests.browser.walking import Walk, in_both_languages
from tests.journey.towns import rows

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE, PASSWORD = "+8613900000099", "ferry-crossing"
ANOTHER_CLERK = f"""
from dukou.journey.demo_book import cast
(firm,) = [one.code for one in registry.firms(viewer=TOWN, kinds=["operator"])]
registry.add_people([("{PHONE}", "Second clerk", "en", firm, "operator")], password="{PASSWORD}", viewer=TOWN, now=now)
"""
ABROAD = """
SELECT c.code, s.id FROM returns_case c JOIN market_order o ON o.id = c.order_id
JOIN registry_destination d ON d.id = o.destination_id
JOIN depot_overseasdepot w ON 1 = 1 JOIN registry_destination there ON there.id = w.destination_id
JOIN registry_site s ON s.id = w.site_id
WHERE c.state = 'open' AND c.received_on IS NOT NULL AND there.zone = d.zone ORDER BY c.pairs DESC LIMIT 1
"""


@in_both_languages
def test_a_return_overseas_is_graded_there_and_comes_home(walk: Walk, tmp_path: Path) -> None:
    home = tmp_path / "town"
    in_town(home, ANOTHER_CLERK)
    ((code, site),) = rows(home, ABROAD)
    page = walk.as_role("operator")
    walk.go(f"/returns/{code}/label/")
    walk.show("label")
    text = page.locator("[data-label]").inner_text()
    walk.go("/desks/returns/")
    walk.follow(page.locator("a[href='/desks/returns/abroad/']"))
    forged(walk, page, text, str(site))
    received(page, text, str(site))
    walk.follow(page.locator("form button[value=receive]"))
    expect(page.locator(f"[data-case={code}] a[href$='/{code}/']")).to_be_visible()
    walk.show("received-overseas")
    graded(walk, page, code)
    log_in(walk, page)
    graded(walk, page, code)
    walk.go("/desks/returns/abroad/")
    case = page.locator(f"[data-case={code}]")
    walk.show("ride-home")
    expect(page.locator(".badge.bg-azure-lt").first).to_be_visible()
    case.locator("input[name=reference]").fill("DL-2026-0007")
    walk.follow(case.locator("button[value=customs]"))
    expect(case).to_contain_text("DL-2026-0007")
    walk.show("customs-told")


def forged(walk: Walk, page: Page, text: str, site: str) -> None:
    """Try an altered label, which is refused and changes nothing."""
    received(page, f"{text[:-1]}{'a' if text[-1] != 'a' else 'b'}", site)
    with page.expect_navigation():
        page.locator("form button[value=receive]").click()
    expect(page.locator("main .alert-danger")).to_be_visible()
    walk.errors[:] = [said for said in walk.errors if "422" not in said]


def received(page: Page, text: str, site: str) -> None:
    page.locator("input[name=text]").fill(text)
    page.locator("select[name=site]").select_option(site)


def graded(walk: Walk, page: Page, code: str) -> None:
    """Grade the goods as one person, who does not see what another found."""
    walk.go("/desks/returns/grading/")
    walk.follow(page.locator(f"a[href='/desks/returns/grading/{code}/']").first)
    page.locator("input[name=condition][value=unopened]").check()
    page.locator("input[name=picture]").set_input_files(picture())
    walk.show("grade")
    walk.follow(page.locator("form.kit-form button.btn-primary"))
    expect(page.locator(".alert-success")).to_be_visible()


def log_in(walk: Walk, page: Page) -> None:
    """Change into the second clerk's shoes."""
    walk.context.clear_cookies()
    walk.go("/account/login/")
    page.fill("input[name=login]", PHONE)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.btn-primary")
    page.wait_for_url(lambda address: "/login/" not in address)
