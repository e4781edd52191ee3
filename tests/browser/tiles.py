"""Enter the demo town by its role tiles."""

from playwright.sync_api import Page


def enter(page: Page, url: str, role: str) -> None:
    """Take the tile of a role and wait for its home."""
    page.goto(f"{url}/demo/enter/")
    page.locator(f"button[name=role][value={role}]").click()
    page.wait_for_url(f"{url}/home/")
