"""Walk a shop's swap of slow goods of three owners: one request, three answers, and the round brings what is agreed."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helping import in_town
from tests.browser.walking import Walk, in_both_languages

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Goods of a third owner go to the demo's shop: one article to swap away, one of which enough stays free.
THIRD_OWNER = """
from dukou.depot.records import NewConsignment
from dukou.journey.demo_book import cast
town = cast()
(shop,) = [one.id for one in registry.sites(viewer=TOWN, kinds=["shop"]) if one.firm in town.firms["shop"]]
shelf = {one.owner for one in depot.shop_stock(on=on, viewer=TOWN)}
free = [one for one in depot.stock(viewer=TOWN) if one.pairs_free >= 20 and one.owner not in shelf]
owner = next(one.owner for one in free if sum(other.owner == one.owner for other in free) > 1)
slow, fast = [one for one in free if one.owner == owner][:2]
wanted = ((slow.sku_id, 10, "walk-slow"), (fast.sku_id, 2, "walk-fast"))
new = [NewConsignment(shop, owner, *one) for one in wanted]
assert not depot.consign(new, viewer=TOWN, on=on, now=now).refused
print(f"{shop}-{owner}-{slow.sku_id} {shop}-{owner}-{fast.sku_id}")
"""
# Nobody of the demo's people runs the third owner's firm: it answers through the door.
THIRD_ANSWERS = """
from dukou.base.viewer import FACTORY, Viewer
for one in depot.exchanges(viewer=TOWN, state="asked"):
    if one.batch and one.owner == {owner}:
        viewer = Viewer(person=1, firm=one.owner, roles=frozenset((FACTORY,)), request_id="walk")
        depot.agree_exchange(one.code, is_agreed=True, viewer=viewer, on=on, now=now)
"""


@in_both_languages
def test_a_shop_swaps_slow_goods_of_three_owners_in_one_request(walk: Walk, tmp_path: Path) -> None:
    home = tmp_path / "town"
    out, into = in_town(home, THIRD_OWNER).split()
    asked(walk, out, into)
    page = walk.as_role("factory")
    answered(walk, page, "agree")
    page = walk.as_role("rival")
    answered(walk, page, "refuse")
    in_town(home, THIRD_ANSWERS.format(owner=out.split("-")[1]))
    carried(walk)
    page = walk.as_role("shop")
    walk.go("/swaps/")
    walk.show("swap-done")
    expect(page.locator("[data-request] .badge.bg-green-lt")).to_have_count(2)
    expect(page.locator("[data-request] .badge.bg-red-lt")).to_have_count(1)


def asked(walk: Walk, out: str, into: str) -> None:
    """Ask as the shop for a line of each owner's goods."""
    page = walk.as_role("shop")
    walk.go("/shop/")
    walk.follow(page.locator("#swap a[href='/swaps/']"))
    owners = page.locator("fieldset")
    expect(owners).to_have_count(3)
    for number in range(3):
        one = owners.nth(number)
        for proposed in one.locator("input[type=hidden]").all():
            name = proposed.get_attribute("name") or ""
            if name.startswith("out-"):
                one.locator(f"input[name=pairs-{name.removeprefix('out-')}]").fill("")
        goes, comes = one.locator("select").first, one.locator("select").last
        if goes.locator(f"option[value='{out}']").count():
            goes.select_option(out)
            comes.select_option(into)
        else:
            other_size(page, number)
        pairs = goes.get_attribute("name") or ""
        one.locator(f"input[name={pairs.replace('out-', 'pairs-')}]").fill("２")
    walk.show("swap-asking")
    walk.follow(page.locator("button[value=ask]"))
    expect(page.locator(".alert-success")).to_be_visible()
    expect(page.locator("[data-request] .returns-line")).to_have_count(3)
    walk.show("swap-asked")


def other_size(page: Page, number: int) -> None:
    """Choose the first goods that lie there, and others of the same owner instead."""
    lists = page.locator("fieldset").nth(number).locator("select")
    goes = lists.first.locator("option").evaluate_all("all => all.map(one => one.value)")
    comes = lists.last.locator("option").evaluate_all("all => all.map(one => one.value)")
    lists.first.select_option(goes[0])
    lists.last.select_option(next(one for one in comes if one != goes[0]))


def answered(walk: Walk, page: Page, answer: str) -> None:
    """Answer one's own line, which stands on the owner's home."""
    walk.follow(page.locator("a[href='/swaps/']").first)
    expect(page.locator("[data-request] .returns-line")).to_have_count(1)
    walk.show(f"swap-{answer}")
    walk.follow(page.locator(f"button[value={answer}]"))
    expect(page.locator(".alert-success")).to_be_visible()
    expect(page.locator("button[value=agree]")).to_have_count(0)


def carried(walk: Walk) -> None:
    """Put down as the desk what the round took and brought."""
    page = walk.as_role("operator")
    walk.go("/swaps/")
    walk.follow(page.locator("a[href$='/round/']").first)
    page.locator("input[name=given_by]").fill("周店长")
    page.locator("input[name=taken_by]").fill("李师傅")
    walk.show("swap-round")
    walk.follow(page.locator("form.kit-form button.btn-primary"))
    expect(page.locator(".alert-success")).to_be_visible()
