"""Protect proposals overseas: an honest forecast, a plan that keeps to what is free, and an answer that counts once."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.draws import stable_key, uniforms
from dukou.base.errors import Missing, Refusal
from dukou.base.solving import QUICK
from dukou.base.viewer import ANONYMOUS
from dukou.depot import models
from dukou.depot.door import abroad
from dukou.depot.door import placing as door
from dukou.depot.records.abroad import Forecast
from dukou.depot.rules import forecast, placing
from dukou.market import models as market
from dukou.registry import models as registry
from tests import builders
from tests.builders import DESK, NOW, ON, owner
from tests.depot.builders import Goods, deliver, free_goods, passed, receive, shelf
from tests.depot.overseas import by_sea_and_parcel, charge, everything_overseas, overseas, worked

WEEKS = 104


def now_and_then(number: int) -> list[int]:
    """Return the weeks of a sock that sells in three weeks of ten, and less often later."""
    draws = uniforms("test.sells", [stable_key(number, week) for week in range(2 * WEEKS)])
    chance = [0.3 if week < WEEKS // 2 else 0.15 for week in range(WEEKS)]
    return [40 + int(120 * draws[WEEKS + week]) if draws[week] < chance[week] else 0 for week in range(WEEKS)]


def off_by(weeks: Sequence[int], means: Sequence[float]) -> float:
    """Return the mean square of what the weeks after the first ones were off by."""
    later = weeks[forecast.FIRST_WEEKS :]
    return sum((sold - mean) ** 2 for sold, mean in zip(later, means, strict=True)) / len(later)


def test_the_forecast_beats_the_naive_one_by_far_and_says_how_far_it_is_off() -> None:
    ours = naive = 0.0
    for number in range(40):
        weeks = now_and_then(number)
        mean_square = off_by(weeks, forecast.expected(weeks)[:-1])
        assert forecast.forecast(weeks).error == pytest.approx(mean_square**0.5)
        ours += mean_square
        naive += off_by(weeks, [float(one) for one in weeks[forecast.FIRST_WEEKS - 1 : -1]])
    assert ours < 0.7 * naive


def test_what_sells_no_more_is_forecast_ever_less() -> None:
    means = [forecast.forecast([70] * 8 + [0] * gone).pairs_a_week for gone in (0, 10, 40)]
    assert means[0] == 70
    assert means[0] > 2 * means[1] > 10 * means[2] > 0


def test_weeks_before_the_first_sale_count_for_nothing_but_a_single_lot_is_no_habit() -> None:
    new = [0] * 18 + [70] * 8
    assert forecast.forecast(forecast.on_offer(new)).pairs_a_week == 70
    assert forecast.forecast(forecast.on_offer([0] * 25 + [4_800])).pairs_a_week == pytest.approx(600)
    long = now_and_then(1)
    assert list(forecast.on_offer(long)) == long[next(week for week, pairs in enumerate(long) if pairs) :]
    assert list(forecast.on_offer([0] * 26)) == [0] * 8


@settings(max_examples=60)
@given(
    *(st.floats(0, 500), st.floats(0, 500)),
    st.lists(st.integers(1, 60), min_size=1, max_size=4),
    *(st.integers(0, 3_000), st.integers(0, 3_000)),
)
def test_cases_are_never_negative_and_what_lies_there_is_sold_first(
    mean: float, error: float, days: list[int], there: int, coming: int
) -> None:
    one = Forecast(mean, error)
    low, middle, high = forecast.scenarios(one, days, there, 0)
    assert min([*low, *middle, *high]) >= 0
    assert sum(low) <= sum(middle) <= sum(high)
    assert sum(middle) == max(0, *(int(mean * sum(days[: n + 1]) / 7) - there for n in range(len(days))))
    for case, less in zip((low, middle, high), forecast.scenarios(one, days, there, coming), strict=True):
        assert sum(less) == max(0, sum(case) - coming)
        # Only from where nothing is left later on is anything taken.
        taken = [full - rest for full, rest in zip(case, less, strict=True)]
        assert all(not taken[n] or sum(less[n + 1 :]) == 0 for n in range(len(days)))


def town() -> tuple[int, Goods]:
    """Build a depot overseas to which goods go by sea, and goods that sell there each week and are free at home."""
    site = overseas()
    builders.limits({"returns.seconds_share": 0.3})
    place = models.OverseasDepot.objects.get(site_id=site).destination
    by_sea_and_parcel(place.pk)
    charge(site, "store", "m3", [(0, 4_500)], free_days=30)
    charge(site, "pick", "pair", [(0, 500)])
    (goods,) = free_goods([3_000])
    sold = passed([300] * 12, owner=goods.owner, sku=goods.sku, place=place.pk)
    receive()
    deliver(sold)
    for week, one in enumerate(sold):
        models.StockMove.objects.filter(lot_id=one.lot).update(on=ON - timedelta(days=7 * week + 1))
    return site, goods


@pytest.fixture
def placed(request: pytest.FixtureRequest) -> tuple[int, Goods, str]:
    request.getfixturevalue("db")
    site, goods = town()
    return site, goods, door.propose(viewer=owner(goods.owner), on=ON, limit=QUICK, now=NOW)


@pytest.mark.doors
def test_an_owner_accepts_and_the_goods_are_announced(placed: tuple[int, Goods, str]) -> None:
    site, goods, code = placed
    (one,) = door.proposals(viewer=owner(goods.owner))
    (row,) = one.rows
    assert (row.placed.site, row.placed.sku_id, row.placed.service) == (site, goods.sku, "sea_lcl")
    assert 200 <= row.placed.pairs <= 3_000
    assert 0 < one.expected_minor <= one.bound_minor
    assert shelf()[goods.lot] == (3_000, 0)
    answered = door.answer_proposal(code, is_accepted=True, viewer=owner(goods.owner), on=ON, now=NOW)
    assert answered.state == "accepted"
    (announced,) = abroad.inbound(viewer=owner(goods.owner))
    assert announced.inbound.pairs == row.placed.pairs
    assert announced.inbound.expected_on == ON + timedelta(days=row.placed.days)
    before = everything_overseas()
    with pytest.raises(Refusal, match="proposal_answered"):
        door.answer_proposal(code, is_accepted=True, viewer=owner(goods.owner), on=ON, now=NOW)
    assert everything_overseas() == before


@pytest.mark.doors
def test_a_proposal_is_its_owners_alone_and_lapses_with_the_next(placed: tuple[int, Goods, str]) -> None:
    _site, goods, code = placed
    for viewer in (DESK, owner(builders.factory()), ANONYMOUS):
        assert door.proposals(viewer=viewer) == []
        with pytest.raises(Missing):
            door.answer_proposal(code, is_accepted=True, viewer=viewer, on=ON, now=NOW)
    again = door.propose(viewer=owner(goods.owner), on=ON, limit=QUICK, now=NOW)
    states = [(one.code, one.state) for one in door.proposals(viewer=owner(goods.owner))]
    assert states == [(again, "open"), (code, "lapsed")]
    door.answer_proposal(again, is_accepted=False, viewer=owner(goods.owner), on=ON, now=NOW)
    assert not models.Inbound.objects.exists()


@pytest.mark.doors
def test_doors_ask_a_bounded_number_of_questions(placed: tuple[int, Goods, str]) -> None:
    _site, goods, code = placed
    viewer = owner(goods.owner)

    def queries(call: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as seen:
            call()
        return len(seen)

    assert queries(lambda: door.proposals(viewer=viewer)) == 2
    assert queries(lambda: door.answer_proposal(code, is_accepted=True, viewer=viewer, on=ON, now=NOW)) <= 22
    assert queries(lambda: door.propose(viewer=viewer, on=ON, limit=QUICK, now=NOW)) <= 24


@pytest.mark.doors
def test_a_budget_is_kept(placed: tuple[int, Goods, str]) -> None:
    _site, goods, code = placed
    (row,) = door.proposals(viewer=owner(goods.owner), codes=[code])[0].rows
    price_e4 = market.Sku.objects.get(pk=goods.sku).style.unit_price_e4
    budget_minor = price_e4 * row.placed.pairs // 200
    again = door.propose(viewer=owner(goods.owner), on=ON, limit=QUICK, now=NOW, budget_minor=budget_minor)
    (one,) = door.proposals(viewer=owner(goods.owner), codes=[again])
    assert one.budget_minor == budget_minor
    assert sum(line.placed.pairs for line in one.rows) * price_e4 <= budget_minor * 100


@pytest.mark.doors
def test_goods_that_never_sold_there_make_no_others_dearer(placed: tuple[int, Goods, str]) -> None:
    site, goods, code = placed
    (row,) = door.proposals(viewer=owner(goods.owner), codes=[code])[0].rows
    # An order costs a fixed sum to pack: dear for one pair, cheap for the many that buyers take at a time.
    charge(site, "pack", "order", [(0, 35_000)])
    free_goods([900], owner=goods.owner)
    again = door.propose(viewer=owner(goods.owner), on=ON, limit=QUICK, now=NOW)
    (later,) = door.proposals(viewer=owner(goods.owner), codes=[again])[0].rows
    assert (later.placed.sku_id, later.placed.pairs) == (goods.sku, row.placed.pairs)


@pytest.mark.doors
def test_goods_that_went_elsewhere_meanwhile_are_not_announced(placed: tuple[int, Goods, str]) -> None:
    _site, goods, code = placed
    models.Stock.objects.filter(lot_id=goods.lot).update(pairs_on_hand=100)
    before = everything_overseas()
    with pytest.raises(Refusal, match="not_free"):
        door.answer_proposal(code, is_accepted=True, viewer=owner(goods.owner), on=ON, now=NOW)
    assert everything_overseas() == before
    assert [one.state for one in door.proposals(viewer=owner(goods.owner))] == ["open"]


@pytest.mark.doors
def test_what_lies_there_already_is_not_placed_twice(placed: tuple[int, Goods, str]) -> None:
    site, goods, code = placed
    (row,) = door.proposals(viewer=owner(goods.owner))[0].rows
    door.answer_proposal(code, is_accepted=True, viewer=owner(goods.owner), on=ON, now=NOW)
    again = door.propose(viewer=owner(goods.owner), on=ON, limit=QUICK, now=NOW)
    later = door.proposals(viewer=owner(goods.owner), codes=[again])[0].rows
    assert sum(one.placed.pairs for one in later) < row.placed.pairs // 2
    (announced,) = abroad.inbound(viewer=DESK)
    pairs = announced.inbound.pairs
    abroad.receive_inbound(announced.inbound.code, pairs=pairs, damaged_pairs=0, viewer=DESK, on=ON, now=NOW)
    worked("sent", goods, site, pairs)
    (sales,) = placing.weekly([(1, "EU", ON, 5), (1, "EU", ON + timedelta(days=7), 7)], ON, 2)
    assert (sales.weeks, sales.lots) == ((5, 7), 2)


@pytest.mark.doors
@pytest.mark.django_db
def test_an_owner_without_goods_or_sales_is_told_that_nothing_is_worth_it() -> None:
    overseas()
    builders.limits({"returns.seconds_share": 0.3})
    firm = builders.factory()
    door.propose(viewer=owner(firm), on=ON, limit=QUICK, now=NOW)
    (one,) = door.proposals(viewer=owner(firm))
    assert (one.rows, one.expected_minor, one.bound_minor) == ((), 0, 0)
    with pytest.raises(Missing):
        door.propose(viewer=ANONYMOUS, on=ON, limit=QUICK, now=NOW)
    assert registry.Firm.objects.filter(pk=firm).exists()
