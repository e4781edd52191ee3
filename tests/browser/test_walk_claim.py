"""Walk a claim without goods: claimed short, refused, appealed and credited by the desk."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.walking import Walk, in_both_languages

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG_WORK_MS = 90_000
CLAIM = "a[href^='/claims/'][href$='/']:not([href='/claims/'])"


@in_both_languages
def test_a_shortage_is_claimed_refused_appealed_and_credited(walk: Walk) -> None:
    order = claimed(walk)
    two_days_later(walk)
    claim = refused(walk)
    appealed(walk, order, claim)
    credited(walk, claim)


def claimed(walk: Walk) -> str:
    """Claim pairs that were missing, as the buyer of the owner's goods; return the address of the order."""
    page = walk.as_role("buyer")
    arrived = [address for address in orders(walk) if walk.go(address).locator("a[href$='/claim/']").count()]
    walk.as_role("factory")
    address = next(one for one in arrived if page.request.get(f"{walk.url}{one}").ok)
    walk.as_role("buyer")
    walk.go(address)
    walk.follow(page.locator("a[href$='/claim/']").first)
    page.locator("select[name=reason]").select_option("short.carton_missing")
    page.locator("input[name=pairs]").fill("３６")
    page.locator("input[name=wish][value=credit]").check()
    walk.show("claim-form")
    walk.follow(page.locator("form button.btn-primary"))
    expect(page.locator(".alert-success")).to_be_visible()
    walk.show("claim-filed")
    return address


def orders(walk: Walk) -> list[str]:
    """Return the addresses of the reader's newest orders."""
    links = walk.go("/orders/").locator("main a[href^='/orders/']")
    paths: list[str] = links.evaluate_all("all => all.map(one => one.pathname)")
    return [one for one in paths if re.fullmatch(r"/orders/[a-z0-9]{8,}/", one)]


def two_days_later(walk: Walk) -> None:
    """Let the desk take the claim in hand, which it does in the afternoon of the next day."""
    page = walk.as_role("operator")
    for _day in range(2):
        walk.go("/clock/")
        page.locator("button[name=distance][value=day]").click()
        expect(page.locator("a.btn-primary[href='/clock/']")).to_be_visible(timeout=LONG_WORK_MS)


def refused(walk: Walk) -> str:
    """Refuse the claim, as the seller; return its address."""
    page = walk.as_role("factory")
    walk.go("/claims/")
    walk.show("claims-to-answer")
    walk.follow(page.locator(CLAIM).first)
    walk.show("claim-to-answer")
    page.locator("select[name=ruling]").select_option("not_shown")
    walk.follow(page.locator("form:has(select[name=ruling]) button.btn-primary"))
    walk.show("claim-refused")
    return page.url.removeprefix(walk.url)


def appealed(walk: Walk, order: str, claim: str) -> None:
    """Appeal, as the buyer, who finds the claim on the order."""
    page = walk.as_role("buyer")
    walk.go(order)
    walk.follow(page.locator(f"a[href='{claim}']").first)
    appeal = page.locator("form:has(button[value=appeal])")
    appeal.locator("textarea").fill("三打没到，装箱单上有。")
    walk.follow(appeal.locator("button.btn-primary"))
    walk.show("claim-appealed")


def credited(walk: Walk, claim: str) -> None:
    """Credit it whole, as the desk; nobody can decide it again."""
    page = walk.as_role("operator")
    walk.go("/claims/")
    walk.follow(page.locator(f"a[href='{claim}']").first)
    page.locator("select[name=ruling]").select_option("as_claimed")
    walk.follow(page.locator("form:has(select[name=ruling]) button.btn-primary"))
    walk.show("claim-credited")
    expect(page.locator("select[name=ruling]")).to_have_count(0)
