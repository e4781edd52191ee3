"""Protect claims: only the buyer claims, only what he still has, and once."""

from datetime import timedelta
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.market import models
from dukou.market.door import claims, steps
from dukou.market.records import NewClaim
from dukou.provenance.models import Fact
from dukou.registry import door as registry_door
from tests import builders as build

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
CLAIM = NewClaim(1, 60, "wrong_size", "exchange")
TODAY = build.ON + timedelta(days=9)


def delivered(pairs: int = 600) -> dict[str, Any]:
    seller, buyer, rival = build.factory(), build.firm("buyer"), build.firm("buyer")
    first, second = build.order([(build.sku(), pairs), (build.sku(), pairs)], seller=seller, buyer=buyer)
    models.Line.objects.filter(pk=first).update(
        state="delivered", made_pairs=pairs, shipped_pairs=pairs, delivered_pairs=pairs, delivered_on=build.ON
    )
    registry_door.set_clock(on=TODAY, viewer=TOWN)
    code = models.Order.objects.get(pk=models.Line.objects.get(pk=second).order_id).code
    return {"buyer": buyer, "seller": seller, "rival": rival, "code": code, "line": first}


def file(town: dict[str, Any], new: NewClaim = CLAIM, key: str = "k", firm: str = "buyer") -> int:
    return claims.file_claim(town["code"], new, request_key=key, viewer=build.purchaser(town[firm]), now=build.NOW)


def test_a_claim_is_taken_in_hand_the_next_day_with_its_reason_and_wish() -> None:
    town = delivered()
    key = file(town)
    assert steps.claim_returns(on=TODAY, viewer=TOWN) == []
    (due,) = steps.claim_returns(on=TODAY + timedelta(days=1), viewer=TOWN)
    assert (due.request_id, due.pairs, due.reason, due.wish) == (key, 60, "wrong_size", "exchange")
    assert [one.state for one in claims.claims(viewer=build.purchaser(town["buyer"]))] == ["claimed"]
    assert list(Fact.objects.values_list("kind", "subject", "firm")) == [
        ("market.claim_filed", town["code"], town["seller"])
    ]


def test_a_claim_sent_twice_is_filed_once() -> None:
    town = delivered()
    assert file(town) == file(town)
    assert models.ReturnRequest.objects.count() == Fact.objects.count() == 1


def test_no_more_is_claimed_than_is_left() -> None:
    town = delivered(600)
    models.Line.objects.filter(pk=town["line"]).update(returned_pairs=100)
    file(town, NewClaim(1, 450, "faulty", "refund"))
    with pytest.raises(Refusal) as refused:
        file(town, NewClaim(1, 51, "faulty", "refund"), key="another")
    assert (refused.value.code, refused.value.facts) == ("market.claim_too_large", {"pairs": 51, "left": 50})
    file(town, NewClaim(1, 50, "faulty", "refund"), key="another")


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewClaim(1, 0, "faulty", "refund"), "market.absurd_quantity"),
        (NewClaim(1, 10**12, "faulty", "refund"), "market.absurd_quantity"),
        (NewClaim(1, 5, "<script>", "refund"), "market.unknown_reason"),
        (NewClaim(1, 5, "faulty", "a yacht"), "market.unknown_wish"),
        (NewClaim(2, 5, "faulty", "refund"), "market.not_delivered"),
        (NewClaim(3, 5, "faulty", "refund"), "market.order_not_found"),
    ],
)
def test_a_bad_claim_is_refused_and_changes_nothing(new: NewClaim, code: str) -> None:
    town = delivered()
    with pytest.raises(Refusal) as refused:
        file(town, new)
    assert refused.value.code == code
    assert models.ReturnRequest.objects.count() == Fact.objects.count() == 0


def test_only_the_buyer_claims_and_only_his_partners_see_it() -> None:
    town = delivered()
    for firm in ("seller", "rival"):
        with pytest.raises(Missing):
            file(town, firm=firm)
    file(town)
    for viewer in (build.purchaser(town["buyer"]), build.owner(town["seller"]), build.DESK):
        assert [one.pairs for one in claims.claims(viewer=viewer, order_code=town["code"])] == [60]
    assert claims.claims(viewer=build.purchaser(town["rival"])) == []
    assert claims.claims(viewer=build.DESK, order_code="a\x00b") == []
