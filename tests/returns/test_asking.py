"""Protect asking goods back: what was told happens, all or nothing, once, by the terms, and no pair goes to two."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.depot import models as depot
from dukou.market import models as market
from dukou.market.door import consumers
from dukou.market.door.bought import CONSUMER
from dukou.market.records import NewExclusion
from dukou.provenance import models as book
from dukou.registry import door as registry
from dukou.registry import models as registry_models
from dukou.returns import door, models
from dukou.returns.door import asking, exchanging, policy
from dukou.returns.records.asking import AskLine, NewAsk, SellerTerms
from dukou.returns.records.policy import NewEqual
from dukou.returns.rules import asking as rules
from tests import builders
from tests.builders import NOW, ON, owner, purchaser
from tests.returns.asked import KEY, TODAY, at_shop, bought, overseas, sent, shelved, sized, sku_of, told
from tests.returns.builders import FEES, at_places, days_after

pytestmark = [pytest.mark.doors, pytest.mark.django_db, pytest.mark.usefixtures("lawful")]
TABLES = (models.Ask, models.Case, models.Replacement, market.ReturnRequest, depot.StockMove, book.Fact)
PRICE_E4 = 13_500


@dataclass(frozen=True)
class Deal:
    """Hold a buyer with 200 pairs of each of two sellers, in one place."""

    buyer: int
    sellers: tuple[int, int]
    skus: tuple[int, int]
    lines: tuple[int, int]
    place: int

    @property
    def by(self) -> Viewer:
        return purchaser(self.buyer)


@pytest.fixture
def deal() -> Deal:
    builders.limits(FEES | {"returns.claim_days": 30, "returns.never_sent_share": 0})
    registry.set_clock(on=TODAY, viewer=TOWN)
    buyer, place = builders.firm("buyer"), builders.destination()
    sellers = (builders.factory(), builders.factory())
    for seller in sellers:
        registry_models.Firm.objects.filter(pk=seller).update(code=new_code())
    skus = (builders.sku(), builders.sku())
    first, second = (
        bought(sku, 200, seller=seller, buyer=buyer, place=place) for sku, seller in zip(skus, sellers, strict=True)
    )
    return Deal(buyer, sellers, skus, (first, second), place)


def line(key: int, pairs: int = 100, reason: str = "wrong_size", wish: str = "exchange", **more: Any) -> AskLine:
    return AskLine(key, pairs, reason, wish, **more)


def refusal(act: Any) -> str:
    """Return the code of a refusal that changed nothing."""
    before = [list(table._default_manager.values_list()) for table in TABLES]
    with pytest.raises(Refusal) as refused:
        act()
    assert before == [list(table._default_manager.values_list()) for table in TABLES]
    return refused.value.code


def cases() -> list[models.Case]:
    return list(models.Case.objects.order_by("id"))


def test_one_request_over_two_sellers_opens_a_case_each_at_once(deal: Deal) -> None:
    shelved(deal.skus[0], 60, seller=deal.sellers[0])
    asked = (line(deal.lines[0]), line(deal.lines[1], 50, "surplus", "refund"))
    shown = told(*asked, by=deal.by)
    assert [one.told for one in shown.lines] == ["exchange", "refund"]
    assert [(one.replaced_pairs, one.refund_minor) for one in shown.lines] == [(60, 40 * 135), (0, 50 * 135)]
    assert {(one.payer, one.way_minor) for one in shown.lines} == {("seller", 1_700), ("seller", 1_100)}
    code = sent(*asked, by=deal.by)
    exchange, refund = cases()
    assert {one.ask.code for one in (exchange, refund) if one.ask} == {code}
    assert (exchange.firm_id, exchange.outcome, exchange.state) == (deal.sellers[0], "exchange", "open")
    assert (refund.firm_id, refund.outcome, refund.refund_minor) == (deal.sellers[1], "refund", 50 * 135)
    assert [one.line.returned_pairs for one in (exchange, refund)] == [100, 50]
    assert set(book.Fact.objects.filter(kind="returns.asked").values_list("firm", "subject")) == {
        (seller, code) for seller in deal.sellers
    }
    (mine,) = asking.asked(viewer=deal.by)
    assert [one.pairs_promised for one in mine.cases] == [60, 0]
    assert asking.asked(viewer=purchaser(builders.firm("buyer"))) == asking.asked(viewer=ANONYMOUS) == []


def test_what_was_told_is_what_happens_when_the_goods_are_back(deal: Deal) -> None:
    shelf = shelved(deal.skus[0], 60, seller=deal.sellers[0])
    (promised,) = told(line(deal.lines[0]), by=deal.by).lines
    sent(line(deal.lines[0]), by=deal.by)
    assert at_places(shelf) == {"set_aside": 60}
    assert door.grade(on=days_after(8), limit=QUICK, viewer=TOWN, now=NOW) == 1
    (case,) = cases()
    assert (case.pairs_replaced, case.refund_minor) == (promised.replaced_pairs, promised.refund_minor)
    assert at_places(shelf) == {"exchanged": 60}


def test_sent_twice_it_is_opened_once_and_its_key_is_of_no_other_goods(deal: Deal) -> None:
    mark = told(line(deal.lines[0]), by=deal.by).mark
    codes = {sent(line(deal.lines[0]), by=deal.by, mark=mark) for _again in range(3)}
    assert len(codes) == models.Ask.objects.count() == models.Case.objects.count() == 1
    assert refusal(lambda: sent(line(deal.lines[1]), by=deal.by)) == "returns.key_used"


def test_two_requests_never_get_the_same_pair(deal: Deal) -> None:
    shelved(deal.skus[0], 60, seller=deal.sellers[0])
    other = builders.firm("buyer")
    theirs = bought(deal.skus[0], 100, seller=deal.sellers[0], buyer=other, place=deal.place)
    mine, its = told(line(deal.lines[0]), by=deal.by), told(line(theirs), by=purchaser(other))
    assert mine.lines[0].replaced_pairs == its.lines[0].replaced_pairs == 60
    sent(line(deal.lines[0]), by=deal.by, mark=mine.mark)
    assert refusal(lambda: sent(line(theirs), by=purchaser(other), mark=its.mark)) == "returns.outcome_changed"
    assert told(line(theirs), by=purchaser(other)).lines[0].told == "refund"


def test_two_lines_of_one_request_share_a_shelf(deal: Deal) -> None:
    more = bought(deal.skus[0], 100, seller=deal.sellers[0], buyer=deal.buyer, place=deal.place)
    shelved(deal.skus[0], 120, seller=deal.sellers[0])
    asked = (line(deal.lines[0], 100), line(more, 100))
    assert [one.replaced_pairs for one in told(*asked, by=deal.by).lines] == [100, 20]
    sent(*asked, by=deal.by)
    assert models.Replacement.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"pairs": 201}, "market.claim_too_large"),
        ({"pairs": 0}, "market.absurd_quantity"),
        ({"pairs": 10**12}, "market.absurd_quantity"),
        ({"reason": "<script>"}, "market.unknown_reason"),
        ({"reason": "faulty", "detail": "too_small"}, "market.unknown_reason"),
        ({"reason": "late"}, "market.only_credited"),
        ({"wish": "a yacht"}, "market.unknown_wish"),
        ({"wish": "part"}, "returns.no_part_offered"),
        ({"gtin": "6901234567892"}, "returns.no_such_variant"),
    ],
)
def test_a_bad_line_refuses_the_whole_request(deal: Deal, changed: dict[str, Any], code: str) -> None:
    bad = AskLine(**{"line_id": deal.lines[1], "pairs": 10, "reason": "surplus", "wish": "exchange"} | changed)
    for act in (told, sent):
        assert refusal(lambda act=act: act(line(deal.lines[0]), bad, by=deal.by, **_mark(act))) == code


def _mark(act: Any) -> dict[str, str]:
    return {"mark": "x"} if act is sent else {}


def test_another_buyers_goods_and_a_line_twice_are_refused(deal: Deal) -> None:
    rival = purchaser(builders.firm("buyer"))
    for viewer in (rival, owner(deal.sellers[0]), ANONYMOUS, Viewer(scope=f"{CONSUMER}nosuchlink222222")):
        with pytest.raises(Missing):
            told(line(deal.lines[0]), by=viewer)
        with pytest.raises(Missing):
            sent(line(deal.lines[0]), by=viewer, mark="x")
    assert refusal(lambda: told(line(deal.lines[0]), line(deal.lines[0]), by=deal.by)) == "returns.line_twice"
    assert refusal(lambda: told(by=deal.by)) == "returns.number_of_lines"
    assert refusal(lambda: sent(line(deal.lines[0]), by=deal.by, key="a b")) == "market.bad_request_key"


def test_never_more_comes_back_than_was_bought(deal: Deal) -> None:
    sent(line(deal.lines[0], 150, wish="refund"), by=deal.by)
    more = line(deal.lines[0], 51, wish="refund")
    assert refusal(lambda: sent(more, by=deal.by, key="another-key", mark="x")) == "market.claim_too_large"
    sent(line(deal.lines[0], 50, wish="refund"), by=deal.by, key="another-key")
    assert market.Line.objects.get(pk=deal.lines[0]).returned_pairs == 200
    assert [one.line.line_id for one in asking.returnable(viewer=deal.by, on=TODAY)] == [deal.lines[1]]


@pytest.mark.parametrize(("day", "code"), [(0, "returns.ask_tomorrow"), (30, None), (31, "market.claim_too_late")])
def test_firms_return_within_the_published_days(deal: Deal, day: int, code: str | None) -> None:
    asked = line(deal.lines[0], reason="surplus", wish="refund")
    if code is None:
        assert told(asked, by=deal.by, on=days_after(day)).lines[0].told == "refund"
    else:
        assert refusal(lambda: told(asked, by=deal.by, on=days_after(day))) == code


def consumer(deal: Deal, *exclusions: NewExclusion, is_insured: bool = False) -> tuple[Viewer, int]:
    """Sell an order of 100 pairs to a consumer, let it arrive, and return the viewer by its link and the line."""
    key = bought(deal.skus[0], 100, seller=deal.sellers[0], buyer=deal.buyer, place=deal.place)
    row = market.Line.objects.select_related("order").get(pk=key)
    market.Line.objects.filter(pk=key).update(delivered_on=None)
    code = consumers.sell_to_consumer(row.order.code, exclusions, is_insured=is_insured, viewer=deal.by, on=ON, now=NOW)
    market.Line.objects.filter(pk=key).update(delivered_on=ON)
    return Viewer(scope=f"{CONSUMER}{code}"), key


@pytest.mark.parametrize(("day", "code"), [(7, None), (8, "returns.consumer_days_over")])
def test_a_consumer_has_seven_days_from_the_day_after_receipt(deal: Deal, day: int, code: str | None) -> None:
    by, key = consumer(deal)
    asked = line(key, reason="surplus", wish="refund")
    if code is None:
        assert told(asked, by=by, on=days_after(day)).lines[0].told == "refund"
    else:
        assert refusal(lambda: told(asked, by=by, on=days_after(day))) == code
    faulty = line(key, reason="faulty", wish="refund")
    assert told(faulty, by=by, on=days_after(day)).lines[0].payer == "seller"


@pytest.mark.parametrize(
    ("reason", "is_insured", "payer", "freight_minor"),
    [("surplus", False, "buyer", 0), ("surplus", True, "insurance", 1_700), ("faulty", False, "seller", 1_700)],
)
def test_a_consumer_pays_the_way_back_but_for_a_fault_or_an_insurance(
    deal: Deal, reason: str, is_insured: bool, payer: str, freight_minor: int
) -> None:
    by, key = consumer(deal, is_insured=is_insured)
    (one,) = told(line(key, reason=reason, wish="refund"), by=by).lines
    assert (one.payer, one.way_minor, one.refund_minor) == (payer, 1_700, 100 * 135)
    sent(line(key, reason=reason, wish="refund"), by=by)
    assert [case.freight_minor for case in cases()] == [freight_minor]
    (mine,) = asking.asked(viewer=by)
    assert mine.cases[0].code == cases()[0].code
    assert [one.code for one in asking.asked(viewer=deal.by)] == [mine.code]


@pytest.mark.parametrize(
    ("rule", "is_opened", "code"),
    [
        ("custom_made", False, "returns.excluded_custom_made"),
        ("opened_intimate", True, "returns.excluded_opened_intimate"),
        ("opened_intimate", False, None),
    ],
)
def test_what_was_confirmed_at_the_purchase_is_excluded_but_never_a_fault(
    deal: Deal, rule: str, is_opened: bool, code: str | None
) -> None:
    by, key = consumer(deal, NewExclusion(1, rule, is_confirmed=True))
    asked = line(key, reason="surplus", wish="refund", is_opened=is_opened)
    if code is not None:
        assert refusal(lambda: told(asked, by=by)) == code
    else:
        assert told(asked, by=by).lines[0].told == "refund"
    assert told(line(key, reason="faulty", wish="refund", is_opened=True), by=by).lines[0].told == "refund"


def test_a_consumers_link_is_for_its_own_order_alone(deal: Deal) -> None:
    by, key = consumer(deal)
    other, theirs = consumer(deal)
    for viewer, foreign in ((by, theirs), (other, key), (by, deal.lines[0])):
        with pytest.raises(Missing):
            sent(line(foreign), by=viewer, mark="x")
    assert [one.line.line_id for one in asking.returnable(viewer=by, on=TODAY)] == [key]
    assert not models.Ask.objects.exists()


def test_the_next_size_is_sent_where_it_does_not_fit(deal: Deal) -> None:
    larger = sized(deal.skus[0], "27-29")
    shelved(deal.skus[0], 100, seller=deal.sellers[0])
    shelved(larger, 80, seller=deal.sellers[0])
    small = line(deal.lines[0], detail="too_small")
    (one,) = told(small, by=deal.by).lines
    assert [(part.sku_id, part.pairs) for part in one.parts] == [(larger, 80)]
    # There is no smaller one.
    assert told(line(deal.lines[0], detail="too_large"), by=deal.by).lines[0].told == "refund"
    named = line(deal.lines[0], gtin=sku_of(larger).gtin)
    assert told(named, by=deal.by).lines[0].parts == one.parts


def test_the_nearest_shelf_of_the_owner_comes_first(deal: Deal) -> None:
    depot_site = builders.site(builders.firm("depot"), kind="overseas_depot")
    depot.OverseasDepot.objects.create(site_id=depot_site, destination_id=deal.place, capacity_ml=10**9, source="test")
    shop = builders.site(builders.firm("shop"), kind="shop")
    seller, sku = deal.sellers[0], deal.skus[0]
    places = {
        "shop": at_shop(sku, 30, seller=seller, shop=shop),
        "depot": shelved(sku, 30, seller=seller),
        "abroad": overseas(sku, 30, seller=seller, depot_site=depot_site),
    }
    shelved(sku, 500, seller=deal.sellers[1])
    (one,) = told(line(deal.lines[0]), by=deal.by).lines
    assert [(part.place, part.pairs) for part in one.parts] == [("abroad", 30), ("depot", 30), ("shop", 30)]
    assert one.refund_minor == 10 * 135
    sent(line(deal.lines[0]), by=deal.by)
    assert [at_places(key) for key in places.values()] == [{"set_aside": 30}] * 3
    assert set(depot.Stock.objects.filter(owner_id=seller).values_list("pairs_on_hand", flat=True)) == {0}


def agree(deal: Deal, gtin: str, price_e4: int = 9_000) -> None:
    """Let both sellers agree that an article of the second goes for the first one's."""
    first, second = (registry_models.Firm.objects.get(pk=one).code for one in deal.sellers)
    own = sku_of(deal.skus[0]).gtin
    taken = NewEqual(own, second, gtin, price_e4, is_giver=False)
    given_up = NewEqual(gtin, first, own, price_e4, is_giver=True)
    for seller, said in zip(deal.sellers, (taken, given_up), strict=True):
        policy.agree_equal(said, viewer=owner(seller), on=ON, now=NOW)


def test_an_equal_article_goes_only_by_the_word_of_both_owners(deal: Deal) -> None:
    equal = builders.sku()
    shelved(equal, 500, seller=deal.sellers[1])
    gtin, own = sku_of(equal).gtin, sku_of(deal.skus[0]).gtin
    first, second = (registry_models.Firm.objects.get(pk=one).code for one in deal.sellers)
    seller, giver = owner(deal.sellers[0]), owner(deal.sellers[1])
    policy.agree_equal(NewEqual(own, second, gtin, 9_000, is_giver=False), viewer=seller, on=ON, now=NOW)
    assert told(line(deal.lines[0]), by=deal.by).lines[0].told == "refund"
    policy.agree_equal(NewEqual(gtin, first, own, 9_500, is_giver=True), viewer=giver, on=ON, now=NOW)
    assert told(line(deal.lines[0]), by=deal.by).lines[0].told == "refund"
    policy.agree_equal(NewEqual(gtin, first, own, 9_000, is_giver=True), viewer=giver, on=ON, now=NOW)
    assert told(line(deal.lines[0]), by=deal.by).lines[0].replaced_pairs == 100
    policy.agree_equal(NewEqual(gtin, first, own, 9_000, is_giver=True, stands=False), viewer=giver, on=ON, now=NOW)
    assert told(line(deal.lines[0]), by=deal.by).lines[0].told == "refund"
    assert models.Equal.objects.count() == 4


def test_what_is_owed_for_equals_is_owed_when_they_leave(deal: Deal) -> None:
    shelved(deal.skus[0], 40, seller=deal.sellers[0])
    equal = builders.sku()
    shelf = shelved(equal, 500, seller=deal.sellers[1])
    agree(deal, sku_of(equal).gtin)
    sent(line(deal.lines[0]), by=deal.by)
    assert exchanging.owed_for_equals(on=TODAY, viewer=TOWN) == []
    door.grade(on=days_after(8), limit=QUICK, viewer=TOWN, now=NOW)
    (owed,) = exchanging.owed_for_equals(on=days_after(8), viewer=TOWN)
    assert (owed.seller, owed.giver, owed.pairs, owed.amount_minor) == (*deal.sellers, 60, 60 * 90)
    assert cases()[0].pairs_replaced == 100
    assert at_places(shelf) == {"depot": 440, "exchanged": 60}


def test_a_trusted_buyer_gets_his_goods_before_the_old_ones_are_back(deal: Deal) -> None:
    shelf = shelved(deal.skus[0], 60, seller=deal.sellers[0])
    order = market.Line.objects.select_related("order").get(pk=deal.lines[0]).order
    policy.trust(order.code, viewer=owner(deal.sellers[0]), on=ON, now=NOW)
    assert told(line(deal.lines[0]), by=deal.by).lines[0].is_ahead
    sent(line(deal.lines[0]), by=deal.by)
    assert at_places(shelf) == {"exchanged": 60}
    (case,) = cases()
    assert (case.pairs_replaced, case.replacement_minor, case.refund_minor) == (60, 60 * 135, 40 * 135)
    door.grade(on=days_after(8), limit=QUICK, viewer=TOWN, now=NOW)
    (case,) = cases()
    assert (case.state, case.pairs_replaced, case.replacement_minor, case.refund_minor) == (
        *("graded", 60),
        *(60 * 135, 40 * 135),
    )
    policy.distrust(deal.buyer, viewer=owner(deal.sellers[0]), on=TODAY, now=NOW)
    shelved(deal.skus[0], 60, seller=deal.sellers[0])
    assert not told(line(deal.lines[0], 50), by=deal.by).lines[0].is_ahead


def test_goods_stay_only_as_far_as_the_sellers_policy_lets_them(deal: Deal) -> None:
    few = line(deal.lines[0], 4, "surplus", "refund")
    assert told(few, by=deal.by).lines[0].told == "refund_only"
    seller = owner(deal.sellers[0])
    laid_down = [
        (SellerTerms(keeps_goods=False), "refund"),
        (SellerTerms(most_price_e4=PRICE_E4 - 1), "refund"),
        (SellerTerms(most_value_minor=4 * 135 - 1), "refund"),
        (SellerTerms(most_price_e4=PRICE_E4, most_value_minor=4 * 135), "refund_only"),
    ]
    for version, (terms, outcome) in enumerate(laid_down):
        policy.lay_down(terms, version=version, viewer=seller, on=ON, now=NOW)
        assert told(few, by=deal.by).lines[0].told == outcome
    sent(few, by=deal.by)
    (case,) = cases()
    assert (case.outcome, case.state, case.disposition, case.refund_minor) == ("refund_only", "graded", "kept", 540)


def test_a_part_is_credited_at_once_and_the_goods_stay(deal: Deal) -> None:
    policy.lay_down(SellerTerms(part_e6=300_000), version=0, viewer=owner(deal.sellers[0]), on=ON, now=NOW)
    asked = line(deal.lines[0], 100, "colour_differs", "part")
    (one,) = told(asked, by=deal.by).lines
    assert (one.told, one.refund_minor, one.withheld_minor, one.payer) == ("part", 4_050, 9_450, "nobody")
    sent(asked, by=deal.by)
    (case,) = cases()
    assert (case.outcome, case.state, case.refund_minor, case.withheld_minor) == ("credit", "decided", 4_050, 9_450)
    assert models.Decision.objects.get().ruling == "by_policy"
    assert at_places(deal.lines[0]) == {"buyer": 200}
    assert door.close(on=days_after(4), viewer=TOWN, now=NOW) == 1


def test_what_never_comes_back_frees_what_was_set_aside(deal: Deal) -> None:
    registry_models.Limit.objects.filter(key="returns.never_sent_share").update(value_e6=1_000_000)
    shelf = shelved(deal.skus[0], 60, seller=deal.sellers[0])
    sent(line(deal.lines[0]), by=deal.by)
    last = models.Ask.objects.get().return_by
    gone = []
    for day in range(4, 20):
        gone.append(asking.give_up(on=days_after(day), viewer=TOWN, now=NOW))
        door.grade(on=days_after(day), limit=QUICK, viewer=TOWN, now=NOW)
    assert sum(gone) == 1
    (case,) = cases()
    assert (case.state, case.outcome, case.refund_minor, case.withheld_minor) == ("decided", "credit", 0, 13_500)
    assert models.Decision.objects.get().on == date.fromordinal(last.toordinal() + 1)
    assert at_places(shelf) == {"depot": 60}
    assert depot.Stock.objects.get(lot__line_id=shelf).pairs_on_hand == 60
    assert at_places(deal.lines[0]) == {"buyer": 200}


@given(pairs=st.lists(st.integers(1, 60), min_size=1, max_size=5), shelf=st.lists(st.integers(1, 40), max_size=4))
def test_shelves_give_out_no_more_than_lies_there_the_nearest_first(pairs: list[int], shelf: list[int]) -> None:
    near = [rules.NearGoods(far, far, 1, 1, "6901234567892", "depot", None, count) for far, count in enumerate(shelf)]
    shelves = rules.Shelves({7: near})
    left = sum(shelf)
    for count in pairs:
        parts = shelves.take(7, 1, "6901234567892", count)
        assert sum(part.pairs for part in parts) == min(count, left)
        assert [part.lot_id for part in parts] == sorted({part.lot_id for part in parts})
        left -= sum(part.pairs for part in parts)


@pytest.mark.parametrize("lines", [1, 4])
def test_queries_do_not_grow_with_the_lines(deal: Deal, lines: int, django_assert_num_queries: Any) -> None:
    keys = [
        bought(deal.skus[0], 100, seller=deal.sellers[0], buyer=deal.buyer, place=deal.place) for _one in range(lines)
    ]
    shelved(deal.skus[0], 500, seller=deal.sellers[0])
    asked = NewAsk(tuple(line(key, 20) for key in keys))
    with django_assert_num_queries(13):
        mark = asking.preview(asked, by=deal.by, viewer=TOWN, on=TODAY).mark
    with django_assert_num_queries(31):
        asking.ask(asked, mark=mark, request_key=KEY, by=deal.by, viewer=TOWN, on=TODAY, now=NOW)
    with django_assert_num_queries(5):
        asking.returnable(viewer=deal.by, on=TODAY)
    with django_assert_num_queries(2):
        asking.asked(viewer=deal.by)
