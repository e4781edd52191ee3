"""Walk through the demo town as somebody would: in one language, on one screen, with an eye on the console.

`DUKOU_PICTURES=docs/pictures/walk` keeps a picture of every page on the way.
"""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.tiles import enter

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
LANGUAGES = {"zh": "zh-CN", "en": "en"}
KEPT = os.environ.get("DUKOU_PICTURES")
# A refused address is what the rival's scene asks for; the browser says so in its console.
ASKED_FOR = "404"
TALLEST_PX = 2_600


class Walk:
    """Walk through the town in one language on one screen, keep pictures and what the console says."""

    def __init__(self, context: BrowserContext, url: str, name: str) -> None:
        self.context, self.url, self.name = context, url, name
        self.page = context.new_page()
        self.errors: list[str] = []
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.number = 0

    def go(self, path: str) -> Page:
        """Open a page, which must answer."""
        answer = self.page.goto(f"{self.url}{path}")
        assert answer is not None
        assert answer.ok, (path, answer.status)
        return self.page

    def show(self, name: str) -> None:
        """Look at the page: it is not wider than the screen and has one heading of its own; keep its picture."""
        self.number += 1
        page = self.page
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        expect(page.locator("h1")).to_have_count(1)
        if KEPT:
            folder = Path(KEPT) / self.name
            folder.mkdir(parents=True, exist_ok=True)
            picture = Image.open(BytesIO(page.screenshot(full_page=True)))
            picture.crop((0, 0, picture.width, min(picture.height, TALLEST_PX))).save(
                folder / f"{self.number:02}-{name}.webp", quality=50
            )

    def follow(self, target: Locator) -> None:
        """Click, and wait for the page that this leads to."""
        with self.page.expect_navigation():
            target.click()

    def as_role(self, role: str) -> Page:
        """Change into somebody else's shoes."""
        self.context.clear_cookies()
        enter(self.page, self.url, role)
        return self.page


@pytest.fixture(params=[(language, size) for language in LANGUAGES for size in SIZES], ids="-".join)
def walk(request: pytest.FixtureRequest, browser: Browser, own_demo_url: str) -> Iterator[Walk]:
    language, size = request.param
    width, height = SIZES[size]
    context = browser.new_context(locale=LANGUAGES[language], viewport={"width": width, "height": height})
    walked = Walk(context, own_demo_url, f"{language}-{size}")
    yield walked
    context.close()
    assert [said for said in walked.errors if ASKED_FOR not in said] == []


# A walk beside the first five minutes is made once in each language, on a phone and at a desk.
in_both_languages = pytest.mark.parametrize("walk", [("zh", "phone"), ("en", "desk")], indirect=True, ids="-".join)
