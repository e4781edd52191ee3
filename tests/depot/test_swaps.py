"""Protect swaps of several owners' goods at one shop: each answers his own lines, the round brings what is agreed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, OPERATOR, Viewer
from dukou.depot import door, models
from dukou.depot.records import NewSwap, NewSwapRound
from dukou.journey.audit.goods import LAWS
from dukou.journey.swapping import swap_round
from dukou.returns.door import dock
from tests import builders
from tests.builders import DESK, NOW, ON, owner
from tests.depot.builders import Goods, consigned, depot, free_goods, places, shop
from tests.returns.builders import days_after
from tests.returns.clerks import picture, somebody
from tests.returns.laws import broken

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
Owned = tuple[Goods, Goods]


@pytest.fixture(autouse=True)
def _depot(settings: Any, tmp_path: Any) -> None:
    settings.DUKOU_HOME = tmp_path
    depot()


def goods_of_three(site: int) -> list[Owned]:
    """Let slow goods of three owners lie at a shop, and others of each free in the depot."""
    found = []
    for _owner in range(3):
        firm = builders.factory()
        (slow,), (fast,) = free_goods([60], owner=firm), free_goods([50], owner=firm)
        consigned(slow, site, 40, key=f"c{firm}")
        found.append((slow, fast))
    return found


def lines(site: int, goods: list[Owned], pairs: int = 12, key: str = "k") -> list[NewSwap]:
    return [
        NewSwap(site, slow.owner, slow.sku, fast.sku, pairs, f"{key}-{number}")
        for number, (slow, fast) in enumerate(goods)
    ]


def desk() -> Viewer:
    return somebody(builders.firm("operator"), OPERATOR, 900)


def carry(batch: str, counts: list[tuple[str, int]], viewer: Viewer, **changed: Any) -> Any:
    usual: dict[str, Any] = {"key": "round-0001", "batch": batch, "counts": tuple(counts), "given_by": "周店长"}
    new = NewSwapRound(**usual | {"taken_by": "李师傅", "at": NOW} | changed)
    return swap_round(new, viewer=viewer, on=ON, now=NOW)


def agree(code: str, firm: int, *, is_agreed: bool = True) -> None:
    door.agree_exchange(code, is_agreed=is_agreed, viewer=owner(firm), on=ON, now=NOW)


def code_of(ask: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        ask()
    return refusal.value.code


def test_three_owners_answer_each_his_own_and_the_round_brings_what_two_agreed() -> None:
    site, keeper = shop()
    goods, clerk = goods_of_three(site), desk()
    batch = door.ask_exchanges(lines(site, goods), viewer=keeper, on=ON, now=NOW)
    assert door.ask_exchanges(lines(site, goods), viewer=keeper, on=ON, now=NOW) == batch
    asked = {one.owner: one for one in door.exchanges(viewer=keeper, batch=batch)}
    assert len(asked) == 3
    for slow, _fast in goods:
        assert [one.owner for one in door.exchanges(viewer=owner(slow.owner))] == [slow.owner]
    (first, _f), (second, _s), (third, _t) = goods
    agree(asked[first.owner].code, first.owner)
    agree(asked[first.owner].code, first.owner)
    agree(asked[second.owner].code, second.owner)
    agree(asked[third.owner].code, third.owner, is_agreed=False)
    assert code_of(lambda: agree(asked[third.owner].code, third.owner)) == "depot.exchange_answered"
    counts = [(asked[first.owner].code, 12), (asked[second.owner].code, 12), (asked[third.owner].code, 12)]
    found = carry(batch, counts, clerk)
    assert set(found.done) == {asked[first.owner].code, asked[second.owner].code}
    assert carry(batch, counts, clerk).done == ()
    at = places()
    for slow, fast in goods[:2]:
        assert (at[slow.lot, "shop"], at[fast.lot, "shop"], at[fast.lot, "depot"]) == (28, 12, 38)
    assert (at[third.lot, "shop"], models.SwapRound.objects.count()) == (40, 1)
    assert broken([law for law in LAWS if "shop" in law.name]) == set()


def test_a_line_that_is_counted_otherwise_stays_and_is_pictured() -> None:
    site, keeper = shop()
    goods, clerk = goods_of_three(site), desk()
    batch = door.ask_exchanges(lines(site, goods), viewer=keeper, on=ON, now=NOW)
    asked = door.exchanges(viewer=keeper, batch=batch)
    for one in asked:
        agree(one.code, one.owner)
    counts = [(one.code, 12 if number else 11) for number, one in enumerate(asked)]
    assert code_of(lambda: carry(batch, counts, clerk)) == "freight.picture_required"
    assert code_of(lambda: carry(batch, counts, clerk, picture="nosuchpicture222")) == "freight.picture_not_found"
    assert code_of(lambda: carry(batch, counts, clerk, taken_by="")) == "freight.two_names"
    assert models.SwapRound.objects.count() == 0
    found = carry(batch, counts, clerk, picture=picture(clerk))
    assert len(found.done) == 2
    assert [(one.row, one.refusal.code) for one in found.refused] == [(0, "depot.count_differs")]
    assert models.Exchange.objects.get(code=asked[0].code).state == "agreed"
    assert len(carry(batch, [(asked[0].code, 12)], clerk, key="round-0002").done) == 1


def test_names_of_rounds_are_blanked_with_those_of_returns_and_leave_their_counts() -> None:
    site, keeper = shop()
    goods, clerk = goods_of_three(site), desk()
    batch = door.ask_exchanges(lines(site, goods), viewer=keeper, on=ON, now=NOW)
    for one in door.exchanges(viewer=keeper, batch=batch):
        agree(one.code, one.owner)
    carry(batch, [(one.code, 12) for one in door.exchanges(viewer=keeper, batch=batch)], clerk)
    kept = models.SwapRound.objects.values_list("given_by", "taken_by", "found")
    assert dock.blank_names(before=ON, viewer=clerk, now=NOW) == 0
    with pytest.raises(Missing):
        dock.blank_names(before=days_after(2), viewer=keeper, now=NOW)
    assert kept.get() == ("周店长", "李师傅", 36)
    assert dock.blank_names(before=days_after(2), viewer=clerk, now=NOW) == 1
    assert kept.get() == ("", "", 36)
    assert models.SwapRound.objects.get().salt == ""
    with CaptureQueriesContext(connection) as asked:
        assert door.blank_names(before=days_after(2), viewer=clerk, now=NOW) == 0
    assert len([one for one in asked if "UPDATE" in one["sql"]]) == 1


def test_bad_requests_change_nothing() -> None:
    site, keeper = shop()
    other_site, other = shop()
    goods = goods_of_three(site)
    good = lines(site, goods)
    for new, word in (
        ([], "depot.how_many_swaps"),
        (good * 7, "depot.how_many_swaps"),
        (
            [*good, NewSwap(other_site, goods[0][0].owner, goods[0][0].sku, goods[0][1].sku, 5, "z")],
            "depot.how_many_swaps",
        ),
        ([*good[:2], lines(site, goods, pairs=41)[2]], "depot.not_at_shop"),
        ([good[0], NewSwap(site, good[0].owner, good[0].sku_out, good[0].sku_in, 29, "z")], "depot.not_at_shop"),
    ):
        assert code_of(lambda new=new: door.ask_exchanges(new, viewer=keeper, on=ON, now=NOW)) == word
    assert code_of(lambda: door.ask_exchanges(good, viewer=other, on=ON, now=NOW)) == "depot.shop_not_found"
    assert not models.Exchange.objects.exists()
    batch = door.ask_exchanges(good, viewer=keeper, on=ON, now=NOW)
    (one, *_rest) = door.exchanges(viewer=keeper, batch=batch)
    rival = next(slow.owner for slow, _fast in goods if slow.owner != one.owner)
    for stranger in (owner(rival), keeper, DESK, ANONYMOUS, TOWN):
        with pytest.raises(Missing):
            door.agree_exchange(one.code, is_agreed=True, viewer=stranger, on=ON, now=NOW)
    assert (
        code_of(lambda: door.answer_exchange(one.code, is_sent=True, viewer=DESK, on=ON, now=NOW))
        == "depot.owner_answers"
    )
    assert code_of(lambda: carry(batch, [(one.code, 12)], desk())) == "depot.nothing_agreed"
    with pytest.raises(Missing):
        carry(batch, [(one.code, 12)], keeper)
    assert set(models.Exchange.objects.values_list("state", flat=True)) == {"asked"}


def test_a_line_whose_goods_are_gone_meanwhile_is_refused_by_itself() -> None:
    site, keeper = shop()
    goods, clerk = goods_of_three(site), desk()
    batch = door.ask_exchanges(lines(site, goods), viewer=keeper, on=ON, now=NOW)
    asked = door.exchanges(viewer=keeper, batch=batch)
    for one in asked:
        agree(one.code, one.owner)
    gone = next(fast for _slow, fast in goods if fast.owner == asked[0].owner)
    models.Stock.objects.filter(lot_id=gone.lot).update(pairs_reserved=45)
    found = carry(batch, [(one.code, 12) for one in asked], clerk)
    assert [(one.row, one.refusal.code) for one in found.refused] == [(0, "depot.not_free")]
    assert len(found.done) == 2


def test_queries_do_not_grow_with_the_lines() -> None:
    site, keeper = shop()
    goods = goods_of_three(site)
    counts = []
    for number in range(2):
        door.ask_exchanges(lines(site, goods, 5, f"q{number}"), viewer=keeper, on=ON, now=NOW)
        with CaptureQueriesContext(connection) as asked:
            door.exchanges(viewer=keeper)
        counts.append(len(asked))
    assert counts[0] == counts[1] == 1
