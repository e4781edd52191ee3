"""Protect what sellers lay down: the last word counts, only one's own, and what strikes the eye is shown to people."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.market import models as market
from dukou.provenance import models as book
from dukou.registry import models as registry_models
from dukou.returns import models
from dukou.returns.door import policy
from dukou.returns.records.asking import SellerTerms
from dukou.returns.records.policy import Counted, NewEqual
from dukou.returns.rules import policy as rules
from tests import builders
from tests.builders import DESK, NOW, ON, owner, purchaser
from tests.returns.asked import bought, sku_of
from tests.returns.builders import days_after


def firms(count: int) -> list[int]:
    found = [builders.factory() for _one in range(count)]
    for one in found:
        registry_models.Firm.objects.filter(pk=one).update(code=new_code())
    return found


def code_of(firm: int) -> str:
    return registry_models.Firm.objects.get(pk=firm).code


def lay(firm: int, terms: SellerTerms, version: int) -> None:
    policy.lay_down(terms, version=version, viewer=owner(firm), on=ON, now=NOW)


@pytest.mark.doors
@pytest.mark.django_db
def test_a_policy_is_laid_down_once_and_never_over_another_ones() -> None:
    (firm,) = firms(1)
    first = SellerTerms(keeps_goods=False, part_e6=250_000)
    for _again in range(2):
        lay(firm, first, 0)
    assert models.Policy.objects.count() == book.Fact.objects.count() == 1
    with pytest.raises(Refusal) as refused:
        lay(firm, SellerTerms(part_e6=100_000), 0)
    assert refused.value.code == "returns.policy_changed"
    lay(firm, SellerTerms(part_e6=100_000), 1)
    page = policy.policy(viewer=owner(firm))
    assert (page.terms, page.version, page.since) == (SellerTerms(part_e6=100_000), 2, ON)


@pytest.mark.doors
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (SellerTerms(most_price_e4=-1), "returns.absurd_policy"),
        (SellerTerms(most_value_minor=10**12), "returns.absurd_policy"),
        (SellerTerms(part_e6=1_000_000), "returns.absurd_part"),
        (SellerTerms(part_e6=-1), "returns.absurd_part"),
    ],
)
def test_an_absurd_policy_is_refused(terms: SellerTerms, code: str) -> None:
    (firm,) = firms(1)
    with pytest.raises(Refusal) as refused:
        lay(firm, terms, 0)
    assert refused.value.code == code
    assert not models.Policy.objects.exists()


@pytest.mark.doors
@pytest.mark.django_db
def test_only_a_seller_has_a_policy_and_trusts_only_its_own_buyers() -> None:
    seller, rival = firms(2)
    buyer = builders.firm("buyer")
    line = bought(builders.sku(), 10, seller=seller, buyer=buyer, place=builders.destination())
    order = market.Line.objects.select_related("order").get(pk=line).order.code
    for viewer in (purchaser(buyer), DESK):
        with pytest.raises(Missing):
            policy.policy(viewer=viewer)
    with pytest.raises(Missing):
        policy.trust(order, viewer=owner(rival), on=ON, now=NOW)
    for _again in range(2):
        policy.trust(order, viewer=owner(seller), on=ON, now=NOW)
    assert [one.buyer for one in policy.policy(viewer=owner(seller)).trusted] == [buyer]
    assert policy.policy(viewer=owner(rival)).trusted == ()
    policy.distrust(buyer, viewer=owner(rival), on=ON, now=NOW)
    assert [one.buyer for one in policy.policy(viewer=owner(seller)).trusted] == [buyer]
    policy.distrust(buyer, viewer=owner(seller), on=ON, now=NOW)
    assert policy.policy(viewer=owner(seller)).trusted == ()
    assert models.Trust.objects.count() == 2


@pytest.mark.doors
@pytest.mark.django_db
def test_an_agreement_is_seen_by_its_two_owners_alone() -> None:
    giver, taker, rival = firms(3)
    mine, theirs = (sku_of(builders.sku()).gtin for _one in range(2))
    said = NewEqual(mine, code_of(taker), theirs, 12_000, is_giver=True)
    for _again in range(2):
        policy.agree_equal(said, viewer=owner(giver), on=ON, now=NOW)
    assert models.Equal.objects.count() == 1
    (seen,) = policy.policy(viewer=owner(taker)).equals
    assert (seen.own_gtin, seen.partner_gtin, seen.i_say, seen.partner_says) == (theirs, mine, False, True)
    assert policy.policy(viewer=owner(rival)).equals == ()
    policy.agree_equal(
        NewEqual(theirs, code_of(giver), mine, 12_000, is_giver=False), viewer=owner(taker), on=ON, now=NOW
    )
    assert [(one.i_say, one.partner_says) for one in policy.policy(viewer=owner(giver)).equals] == [(True, True)]


@pytest.mark.doors
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"own_gtin": "123"}, "market.bad_gtin"),
        ({"partner_gtin": "<script>"}, "market.bad_gtin"),
        ({"unit_price_e4": 0}, "market.absurd_price"),
        ({"partner_code": "nosuchfirm222222"}, "returns.no_such_partner"),
    ],
)
def test_an_agreement_that_makes_no_sense_is_refused(changed: dict[str, Any], code: str) -> None:
    giver, taker = firms(2)
    gtin = sku_of(builders.sku()).gtin
    usual = {
        "own_gtin": gtin,
        "partner_code": code_of(taker),
        "partner_gtin": gtin,
        "unit_price_e4": 12_000,
        "is_giver": True,
    }
    with pytest.raises(Refusal) as refused:
        policy.agree_equal(NewEqual(**usual | changed), viewer=owner(giver), on=ON, now=NOW)
    assert refused.value.code == code
    assert not models.Equal.objects.exists()


def counted(buyer: str, cases: int, kept: int, faulty: int = 0, firm: int = 1) -> Counted:
    return Counted(firm, buyer, buyer, buyer, "DE", "DE", "DE", "surplus", cases, kept, faulty)


def test_who_returns_unusually_much_stands_out_beside_the_median() -> None:
    usual = [counted(f"b{number}", 10, 1) for number in range(4)]
    found = rules.watched([*usual, counted("often", 10, 5), counted("once", 1, 1)], None)
    buyers = {one.key: one for one in found if one.by == "buyer"}
    assert [one.key for one in found if one.stands_out] == ["often"]
    assert (buyers["often"].kept_e6, buyers["often"].median_kept_e6) == (500_000, 100_000)
    # Of four alone no median is told.
    assert {one.median_kept_e6 for one in rules.watched(usual, None)} == {None}
    mine = rules.watched([*usual, counted("often", 10, 5, firm=2)], 2)
    assert {(one.by, one.key) for one in mine} == {("buyer", "often"), ("address", "DE"), ("reason", "surplus")}
    assert [one.median_kept_e6 for one in mine if one.by == "buyer"] == [100_000]


@given(
    rows=st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from("abcdefgh"), st.integers(1, 20), st.floats(0, 1), st.floats(0, 1)),
        max_size=30,
    )
)
def test_shares_of_the_watch_add_up_to_the_cases(rows: list[tuple[int, str, int, float, float]]) -> None:
    some = [
        counted(buyer, cases, int(cases * kept), int(cases * faulty), firm) for firm, buyer, cases, kept, faulty in rows
    ]
    for by in ("buyer", "address", "reason"):
        found = [one for one in rules.watched(some, None) if one.by == by]
        assert sum(one.cases for one in found) == sum(one.cases for one in some)
        assert all(0 <= one.kept_e6 <= 1_000_000 and 0 <= one.faulty_e6 <= 1_000_000 for one in found)


@pytest.mark.doors
@pytest.mark.django_db
def test_the_watch_is_one_query_and_shows_a_seller_its_own(django_assert_num_queries: Any) -> None:
    seller, rival = firms(2)
    with django_assert_num_queries(1):
        assert policy.watch(viewer=owner(seller), on=days_after(3)) == []
    with django_assert_num_queries(0):
        assert policy.watch(viewer=purchaser(rival), on=days_after(3)) == []
    with django_assert_num_queries(4):
        policy.policy(viewer=owner(seller))
