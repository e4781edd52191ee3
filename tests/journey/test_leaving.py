"""Protect a town that a firm leaves: what it was ordered is finished, and nothing new is given to it."""

import pytest

from dukou.base.errors import Refusal
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.journey.leaving import leave_town
from dukou.market.door import orders as market
from dukou.market.records import NewLine, NewOrder
from dukou.mill import door as mill
from dukou.mill import models
from dukou.registry import models as registry
from tests import builders as build
from tests.builders import NOW, ON, owner, purchaser

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def leave(firm: int) -> None:
    leave_town(registry.Firm.objects.get(pk=firm).name_en, viewer=owner(firm), on=ON, now=NOW)


def test_what_a_firm_was_ordered_is_planned_and_knitted_after_it_left() -> None:
    build.limits()
    leaver = build.factory()
    lines = build.order([(build.sku(), 600)], seller=leaver)
    leave(leaver)
    mill.plan(on=ON, limit=QUICK, viewer=TOWN, now=NOW)
    assert build.line_states(lines) == ["planned"]
    assert mill.run_floor(on=ON, viewer=TOWN, now=NOW) == 1
    assert models.Lot.objects.get().pieces_made > 0


def test_nothing_is_awarded_to_a_firm_that_left() -> None:
    build.limits()
    leaver, seller = build.factory(), build.firm()
    lines = build.order([(build.sku(), 600)], seller=seller)
    leave(leaver)
    mill.plan(on=ON, limit=QUICK, viewer=TOWN, now=NOW)
    assert not models.Award.objects.exists()
    assert build.line_states(lines) == ["refused"]


def test_nobody_orders_from_a_firm_that_left() -> None:
    build.limits()
    leaver, buyer = build.factory(), build.firm("buyer")
    registry.TownClock.objects.create(id=1, on=ON)
    code = registry.Firm.objects.get(pk=leaver).code
    gtin = "6901234567892"
    leave(leaver)
    new = NewOrder(buyer, code, "D1", (NewLine(gtin, 1),))
    (refused,) = market.place_orders([new], viewer=purchaser(buyer), now=NOW).refused
    assert refused.refusal.code == "market.unknown_seller"


def test_a_slip_of_the_pen_declines_nothing() -> None:
    leaver = build.factory()
    with pytest.raises(Refusal, match=r"registry\.name_differs"):
        leave_town("another name", viewer=owner(leaver), on=ON, now=NOW)
    assert not registry.Firm.objects.filter(retired_at__isnull=False).exists()
