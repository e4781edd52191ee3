"""Walk a recall: its maker traces a lot and calls it back, its buyer finds the label, the desk lets the rest go."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from dukou.journey.seed import demo_logins
from tests.browser.walking import Walk, in_both_languages
from tests.journey.towns import rows

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONES = {login.role: login.phone for login in demo_logins()}
# A lot of the factory's that its own buyer has received, the largest first.
DELIVERED = """
    SELECT t.code FROM mill_lot t JOIN market_line l ON l.id = t.line_id
    JOIN registry_membership s ON s.firm_id = l.seller_id JOIN registry_person p ON p.id = s.person_id
    JOIN registry_membership b ON b.firm_id = l.buyer_id JOIN registry_person q ON q.id = b.person_id
    WHERE l.state = 'delivered' AND l.returned_pairs = 0 AND p.phone = '{factory}' AND q.phone = '{buyer}'
    ORDER BY l.pairs DESC, t.id LIMIT 1
"""


@in_both_languages
def test_a_lot_is_called_back_and_its_stock_is_held(walk: Walk, tmp_path: Path) -> None:
    ((lot,),) = rows(tmp_path / "town", DELIVERED.format(**PHONES))
    recall = called_back(walk, str(lot))
    held(walk, str(lot))
    told(walk, recall)
    let_go(walk, str(lot))


def called_back(walk: Walk, lot: str) -> str:
    """Trace a lot as its seller, and call it back; return the address of the recall."""
    page = walk.as_role("factory")
    walk.go(f"/t/{lot}/")
    expect(page.locator("svg.trace-qr path")).to_have_count(1)
    walk.show("trace")
    label = page.locator("a[href*='~']").get_attribute("href") or ""
    assert page.request.get(label).ok
    assert page.request.get(f"{label[:-2]}x/").status == 422
    walk.follow(page.locator(f"a[href='/recalls/?lot={lot}']"))
    page.locator("select[name=reason]").select_option("needle")
    walk.show("recall-form")
    walk.follow(page.locator("form:has(select[name=reason]) button.btn-primary"))
    expect(page.locator("h1 .badge.bg-red-lt")).to_be_visible()
    walk.show("recall-open")
    return page.url.removeprefix(walk.url)


def held(walk: Walk, lot: str) -> None:
    """Find the lot among what is held back."""
    page = walk.page
    walk.go("/holds/")
    expect(page.locator("#holds tbody tr", has_text=lot).locator(".badge.bg-red-lt")).to_be_visible()
    walk.show("held-back")


def told(walk: Walk, recall: str) -> None:
    """Read the notice as its buyer, and open the label of the return."""
    page = walk.as_role("buyer")
    walk.go("/recalls/")
    walk.follow(page.locator(f"a[href='{recall}']").first)
    expect(page.locator("main b.as-written")).to_have_count(1)
    walk.show("buyer-recall")
    walk.follow(page.locator("main a.btn-primary[href$='/label/']"))
    walk.show("buyer-label")


def let_go(walk: Walk, lot: str) -> None:
    """Let what was held back go, as the desk, with a reason."""
    page = walk.as_role("operator")
    walk.go("/recalls/")
    walk.show("desk-recalls")
    walk.go(f"/holds/?lot={lot}")
    page.locator("select[name=reason]").select_option("inspected")
    walk.follow(page.locator("form:has(select[name=reason]) button.btn-primary"))
    expect(page.locator(".alert-success")).to_be_visible()
    expect(page.locator("#holds tbody tr", has_text=lot).locator(".badge.bg-green-lt")).to_be_visible()
    walk.show("let-go")
