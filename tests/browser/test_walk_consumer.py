"""Walk a consumer's parcel: the channel makes the link, the consumer exchanges in at most five taps, told before."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.helping import picture
from tests.browser.walking import Walk, in_both_languages

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_TAPS = 5


class Taps:
    """Count what a thumb does on the way."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, target: Locator) -> None:
        target.click()
        self.count += 1


@in_both_languages
def test_a_consumer_exchanges_in_at_most_five_taps(walk: Walk) -> None:
    line, order, article = bought(walk)
    agreed(walk, article)
    link = linked(walk, order)
    assert sent(walk, link, line) <= MOST_TAPS
    pictured(walk)
    by_another_link(walk)


def bought(walk: Walk) -> tuple[str, str, str]:
    """Return a line that the buyer has, its order and its article."""
    page = walk.as_role("buyer")
    walk.follow(page.locator("main a[href='/returns/ask/']").first)
    walk.show("what-can-go-back")
    line = page.locator(".ask-line").first
    order, article = line.locator("code").all_inner_texts()
    return line.locator("input[name=line]").input_value(), order, article


def agreed(walk: Walk, article: str) -> None:
    """Let another maker offer an equal article from its shelf, and the seller agree."""
    page = walk.as_role("factory")
    seller = walk.go("/returns/policy/").locator("#equal-title ~ p .code").inner_text()
    walk.show("policy")
    walk.as_role("rival")
    equal = walk.go("/stock/?sort=-free").locator("main table tbody tr").first.locator(".code").first.inner_text()
    walk.go("/returns/policy/")
    page.locator("input[name=way][value=give]").check()
    for name, value in (("own_gtin", equal), ("partner_code", seller), ("partner_gtin", article), ("price", "1.00")):
        page.locator(f"input[name={name}][type=text]").fill(value)
    walk.follow(page.locator("button[name=act][value=equal]"))
    walk.show("equal-offered")
    walk.as_role("factory")
    walk.go("/returns/policy/")
    walk.follow(page.locator("button[name=act][value=equal-agree]"))
    walk.show("equal-agreed")


def chosen(page: Page, key: str, taps: Taps) -> None:
    """Choose a line and say that it is faulty; the number of pairs stands there already."""
    line = page.locator(f".ask-line:has(input[name=line][value='{key}'])")
    taps.on(line.locator("input[name=line]"))
    expect(line.locator(f"input[name='pairs-{key}']")).not_to_have_value("")
    taps.on(line.locator("label.ask-chip:has(input[value=faulty])"))


def linked(walk: Walk, order: str) -> str:
    """Make the consumer's link of an order as the channel."""
    page = walk.as_role("buyer")
    walk.go(f"/returns/consumer/{order}/")
    walk.show("sold-to-a-consumer")
    walk.follow(page.locator("form button.btn-primary"))
    walk.show("consumers-link")
    return page.locator("a.ask-code").inner_text().removeprefix(walk.url)


def sent(walk: Walk, link: str, line: str) -> int:
    """Exchange as the consumer, without a log-in, and return the taps that it took."""
    page, taps = walk.page, Taps()
    walk.context.clear_cookies()
    walk.go(link)
    walk.show("consumer-chooses")
    chosen(page, line, taps)
    taps.on(page.locator("button[name=act][value=tell]"))
    expect(page.locator("[data-told=exchange]")).to_be_visible()
    walk.show("consumer-is-told")
    taps.on(page.locator("button[name=act][value=send]"))
    expect(page.locator(".ask-sent")).to_be_visible()
    assert re.fullmatch(r"[a-z0-9]{16}", page.locator(".ask-sent code.ask-code").inner_text())
    walk.show("consumer-has-sent")
    return taps.count


def pictured(walk: Walk) -> None:
    """Write to the seller with a picture, as the consumer; the seller reads it and answers."""
    page = walk.page
    walk.follow(page.locator(".ask-sent .ask-cases a").first)
    page.locator("textarea[name=text]").fill("袜跟开线了。")
    page.locator("input[name=picture]").set_input_files(picture())
    walk.follow(page.locator("button[name=act][value=write]"))
    expect(page.locator("textarea[name=text]")).to_have_value("")
    walk.show("consumer-wrote")
    consumers = page.url.removeprefix(walk.url)
    case = consumers.rstrip("/").rpartition("/")[2]
    walk.as_role("factory")
    walk.go(f"/claims/{case}/")
    shown = page.locator("section[aria-labelledby=notes-title] p a").get_attribute("href")
    assert page.request.get(f"{walk.url}/claims/{case}/{shown}").headers["content-type"] == "image/jpeg"
    page.locator("textarea[name=text]").fill("收到，换一双给您。")
    walk.follow(page.locator("button[name=act][value=write]"))
    walk.show("seller-answers")
    walk.context.clear_cookies()
    expect(walk.go(consumers).locator("section[aria-labelledby=notes-title]")).to_contain_text("换一双给您")


def by_another_link(walk: Walk) -> None:
    """Find nothing by a link that nobody made."""
    answer = walk.page.goto(f"{walk.url}/returns/ask/nosuchlink222222/")
    assert answer is not None
    assert answer.status == 404
