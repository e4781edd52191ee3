"""Protect the loading plan in a browser: it turns in 3D where it can, and without WebGL or script it tells the same."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.tiles import enter

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Drawn by the processor, so that it needs no graphics card.
WITH_WEBGL = [
    *(one for one in FLAGS if one != "--disable-gpu"),
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
WITHOUT_WEBGL = [*FLAGS, "--disable-3d-apis"]


@pytest.fixture
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    """Return a phone whose browser draws in 3D, or not."""
    opened = browser.browser_type.launch(executable_path=str(CHROMIUM), args=request.param)
    context = opened.new_context(locale="en", viewport={"width": 390, "height": 844})
    yield context
    opened.close()


def plan(context: BrowserContext, url: str) -> str:
    """Return the address of a plan of loading, as the desk finds it."""
    enter(context.new_page(), url, "operator")
    board = context.request.get(f"{url}/desks/freight/").text()
    for load in dict.fromkeys(re.findall(r'href="(/loads/\w+/)"', board)):
        if found := re.search(r'href="(/loads/\w+/stowage/\w+/)"', context.request.get(f"{url}{load}").text()):
            return f"{url}{found[1]}"
    raise AssertionError("no load goes in whole vehicles")


def opened(context: BrowserContext, url: str) -> tuple[Page, list[str], list[str]]:
    """Open a plan; return the page, the errors that come up, and what is fetched."""
    page, errors, fetched = context.new_page(), list[str](), list[str]()
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(plan(context, url))
    return page, errors, fetched


@pytest.mark.parametrize("context", [WITH_WEBGL], indirect=True, ids=["webgl"])
def test_a_load_is_turned_and_followed_step_by_step(context: BrowserContext, demo_url: str) -> None:
    page, errors, fetched = opened(context, demo_url)
    assert not any("three" in one for one in fetched)
    page.locator("[data-open]").click()
    slider, said, canvas = page.locator("[data-step]"), page.locator("[data-now]"), page.locator("[data-canvas]")
    steps = slider.get_attribute("max")
    expect(said).to_contain_text(f"Step {steps} of {steps}")
    assert any("three.core.min.js" in one for one in fetched)
    before = canvas.screenshot()
    page.locator("[data-back]").click()
    expect(said).to_contain_text(f"Step {int(steps or 0) - 1} of {steps}")
    slider.press("Home")
    expect(said).to_have_text("")
    empty = canvas.screenshot()
    canvas.press("ArrowLeft")
    canvas.press("+")
    turned = canvas.screenshot()
    assert len({before, empty, turned}) == 3
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert errors == []


@pytest.mark.parametrize("context", [WITHOUT_WEBGL], indirect=True, ids=["flat"])
def test_without_webgl_the_layers_tell_the_same(context: BrowserContext, demo_url: str) -> None:
    page, errors, fetched = opened(context, demo_url)
    page.locator("[data-open]").click()
    expect(page.locator("[data-flat]")).to_be_visible()
    expect(page.locator("[data-stage]")).to_be_hidden()
    assert page.locator(".stow-layer svg:visible").count() > 1
    assert not any("three" in one for one in fetched)
    assert errors == []


@pytest.mark.parametrize("context", [FLAGS], indirect=True, ids=["plain"])
def test_without_script_a_carton_is_found_and_ticked(context: BrowserContext, own_demo_url: str) -> None:
    where = plan(context, own_demo_url)
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(locale="en", java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(where)
    expect(page.locator("[data-open]")).to_be_hidden()
    page.goto(f"{where}list/")
    number = page.locator(".stow-item .code").nth(2).inner_text()
    page.fill("input[name=code]", number)
    page.press("input[name=code]", "Enter")
    expect(page.locator(".stow-item.is-found")).to_contain_text(number)
    page.get_by_role("button", name="Tick as loaded").click()
    expect(page.get_by_role("status")).to_contain_text("1 carton is ticked.")
    assert page.locator(".stow-item.is-loaded .code").inner_text() == number
