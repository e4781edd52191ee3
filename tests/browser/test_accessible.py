"""Protect readers with a screen reader, a keyboard or weak eyes: axe finds no serious fault on any page."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.visits import NOBODY, VISITS, found
from tests.browser.tiles import enter
from tests.journey.towns import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = Path(ROOT) / "node_modules" / "axe-core" / "axe.min.js"
ROLES = tuple(dict.fromkeys(visit.role for visit in VISITS))
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def serious_faults(page: Page) -> list[str]:
    """Return what axe finds on the page that is shown."""
    page.evaluate(AXE.read_text())
    report: dict[str, Any] = page.evaluate(f"axe.run(document, {json.dumps(RULES)})")
    return [
        f"{fault['id']}: {node['html'][:160]}"
        for fault in report["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"][:3]
    ]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_page_has_a_serious_fault(language: str, role: str, browser: Browser, demo_url: str) -> None:
    context = browser.new_context(locale=language, viewport={"width": 390, "height": 844})
    page = context.new_page()
    if role != NOBODY:
        enter(page, demo_url, role)

    def fetch(_role: str, path: str) -> str:
        return context.request.get(f"{demo_url}{path}").text()

    faults = {}
    for visit, path in found(fetch, role):
        page.goto(f"{demo_url}{path}")
        if seen := serious_faults(page):
            faults[visit.name] = seen
    context.close()
    assert faults == {}
