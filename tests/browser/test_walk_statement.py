"""Walk the firm's money: the month's statement on page and paper, its head checked by a stranger, wages and netting."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.walking import Walk, in_both_languages

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HEAD = re.compile(r"\d+\.[0-9a-f]{64}")


@in_both_languages
def test_a_month_is_stated_kept_and_checked(walk: Walk) -> None:
    head = stated(walk)
    checked(walk, head)
    paid(walk)


def stated(walk: Walk) -> str:
    """Open last month's statement, follow an amount to the row behind it and to its proof; return the book's head."""
    page = walk.as_role("factory")
    walk.go("/money/")
    walk.follow(page.locator("a[href='/statements/']"))
    walk.show("this-month")
    walk.follow(page.locator("a[rel=prev]").first)
    walk.show("last-month")
    month = page.url
    page.locator("select[name=kind]").select_option("freight")
    behind = page.locator("#postings a[href^='/bills/']").first
    expect(behind).to_be_visible()
    walk.follow(behind)
    walk.show("the-bill-behind")
    page.goto(f"{month}?kind=freight")
    walk.follow(page.locator("#postings a[href^='/book/']").first)
    expect(page.locator("main details summary").first).to_be_visible()
    walk.show("its-proof")
    page.goto(month)
    for name in ("pdf", "xlsx"):
        kept = page.request.get(f"{month}statement.{name}")
        assert kept.ok
        assert kept.body()
    found = HEAD.search(page.content())
    assert found is not None
    return found[0]


def checked(walk: Walk, head: str) -> None:
    """Check the head as somebody who has no log-in, and a forged one."""
    walk.context.clear_cookies()
    page = walk.go("/book/")
    walk.show("check-a-head")
    page.locator("textarea[name=head]").fill(head)
    walk.follow(page.locator("main form button.btn-primary"))
    expect(page.locator(".tone-good")).to_be_visible()
    walk.show("of-this-book")
    page.locator("textarea[name=head]").fill(head[:-4] + "0000")
    walk.follow(page.locator("main form button.btn-primary"))
    expect(page.locator(".tone-trouble")).to_be_visible()
    walk.show("of-no-book")


def paid(walk: Walk) -> None:
    """Look at the month's wages and the firm's own rates, and at what could be netted."""
    page = walk.as_role("factory")
    walk.go("/wages/")
    walk.follow(page.locator("a[href^='/wages/20']").first)
    walk.show("wages-of-the-month")
    slip = page.locator("a[href$='/slip.pdf']").first.get_attribute("href")
    assert page.request.get(f"{walk.url}{slip}").ok
    walk.go("/wages/rates/")
    page.locator("input[name=rate]").fill("0.0625")
    walk.follow(page.locator("main form button.btn-primary"))
    walk.show("own-rates")
    walk.go("/netting/")
    walk.show("netting")
