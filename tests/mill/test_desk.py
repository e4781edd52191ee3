"""Protect the planning desk's view, a buyer's choice of sites, and who is named as able to knit."""

from typing import Any

import pytest

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.journey import siting
from dukou.market import models as market
from dukou.mill import door, models
from dukou.mill.records import SockNeed
from tests import builders
from tests.builders import DESK, ON, owner
from tests.mill import towns
from tests.mill.towns import award_of, day, knit, plan

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def need(pairs: int, **changed: Any) -> SockNeed:
    values: dict[str, Any] = {
        "family": "plain_crew",
        "needle_count": 144,
        "double_cylinder": False,
        "terry": "plain",
        "colours_a_course": 1,
        **changed,
    }
    return SockNeed(pairs=pairs, **values)


@pytest.mark.parametrize("agreed_first", [True, False])
def test_only_a_firm_that_the_buyer_agreed_to_is_awarded(agreed_first: bool) -> None:
    town = towns.town()
    agreed, other = (town.own, town.other) if agreed_first else (town.other, town.own)
    (line,) = builders.order([(town.sock, 100)], seller=town.trader, addressed_to="town", consents_sites=True)
    order = market.Line.objects.get(pk=line).order_id
    market.SiteConsent.objects.create(order_id=order, firm_id=agreed)
    plan()
    assert award_of(line).firm_id == agreed
    models.Award.objects.update(state="declined")
    plan()
    assert towns.lines([line])[0][0] == "refused"
    assert not models.Award.objects.filter(firm_id=other).exists()


def test_the_freest_firms_that_can_are_named_as_many_as_it_takes() -> None:
    town = towns.town()
    small = builders.factory(machines=3)
    builders.factory(takes_overflow=False, machines=500)
    able: dict[str, Any] = {"by": day(20), "on": ON, "viewer": TOWN}
    assert door.able_sites([need(1_000)], **able) == [town.own]
    everybody = door.able_sites([need(85_000)], **able)
    assert everybody == [town.own, town.other, small]
    assert door.able_sites([need(85_000)], most=2, **able) == []
    assert door.able_sites([need(10**7)], **able) == []
    assert door.able_sites([need(10, needle_count=200)], **able) == []
    assert door.able_sites([need(10), need(10, terry="full")], **able) == []
    assert door.able_sites([], **able) == door.able_sites([need(10)], by=ON, on=ON, viewer=TOWN) == []
    with pytest.raises(Missing):
        door.able_sites([need(10)], by=day(20), on=ON, viewer=DESK)


def test_refused_lines_keep_their_reason_for_seller_and_desk() -> None:
    town = towns.town()
    (line,) = builders.order([(builders.sku(needle_count=200), 100)], seller=town.own, consents_overflow=False)
    plan()
    (found,) = door.refused_lines(viewer=DESK, since=ON)
    assert (found.line_id, found.reason, found.pairs, found.amount_minor) == (line, "mill.no_machine", 100, 13_500)
    assert door.refused_lines(viewer=owner(town.own), since=ON) == [found]
    assert door.refused_lines(viewer=owner(town.other), since=ON) == []
    assert door.refused_lines(viewer=ANONYMOUS, since=ON) == []
    assert door.refused_lines(viewer=DESK, since=day(1)) == []


def test_late_groups_stand_by_the_money_at_risk() -> None:
    town = towns.town()
    builders.order([(town.sock, 20_000)], seller=town.own)
    builders.order([(town.sock, 30_000)], seller=town.other)
    plan()
    knit(0)
    assert door.late_groups(viewer=DESK, on=day(0)) == []
    first, second = door.late_groups(viewer=DESK, on=day(60))
    assert (first.firm, first.lots, first.amount_minor) == (town.other, 1, 30_000 * 135)
    assert second.firm == town.own
    assert door.late_groups(viewer=owner(town.own), on=day(60)) == [second]
    assert door.late_groups(viewer=ANONYMOUS, on=day(60)) == []
    counts = door.lot_counts(viewer=owner(town.own), on=day(60))
    assert (counts.in_work, counts.late, counts.late_minor) == (1, 1, 20_000 * 135)


def test_the_worth_and_work_of_large_lots_fit() -> None:
    town = towns.town()
    builders.order([(town.sock, 20_000)], seller=town.own)
    plan()
    market.Line.objects.update(unit_price_e4=2_000_000)
    models.Lot.objects.update(cycle_ms=2_000_000)
    (late,) = door.late_groups(viewer=DESK, on=day(60))
    assert late.amount_minor == 20_000 * 20_000
    assert door.lot_counts(viewer=owner(town.own), on=day(60)).late_minor == 20_000 * 20_000
    builders.order([(town.sock, 600)], seller=town.own)
    plan()


def test_lines_that_wait_are_the_desks_affair() -> None:
    town = towns.town()
    (line,) = builders.order([(town.sock, 100)], seller=town.own)
    assert [one.line_id for one in siting.lines_waiting(viewer=DESK)] == [line]
    assert siting.lines_waiting(viewer=owner(town.own)) == []
