"""Protect the truth of the road: what comes later is told, counted and delivered then, and no charge changes."""

from datetime import date, timedelta

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.freight import door, models
from dukou.journey.audit import freight as freight_laws
from dukou.journey.audit import goods as goods_laws
from dukou.provenance import door as provenance
from dukou.provenance import models as book
from tests import builders as town
from tests.freight.builders import NOW, ON, deliver, firms, leave, place, ready_order
from tests.freight.test_laws import broken

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
DUE_IN = 8


def on_its_way(number: int = 2) -> list[int]:
    """Send a load of several firms and return them."""
    there, sellers = place(services=("truck",)), firms(number)
    for firm in sellers:
        ready_order(there, firm, (300,), due_in=DUE_IN)
    leave()
    return sellers


def report(until: date, *, code: str = "", viewer: Viewer = town.DESK, reason: str = "weather") -> int:
    code = code or models.Load.objects.get().code
    return door.report_delay(code, until=until, reason=reason, viewer=viewer, on=ON, now=NOW)


def late() -> dict[int, int]:
    rows = door.export_baselines(viewer=TOWN).to_pylist()
    return {row["firm"]: row["late_pairs"] for row in rows}


def test_goods_that_are_delayed_arrive_then_and_are_counted_late(monkeypatch: pytest.MonkeyPatch) -> None:
    sellers, later = on_its_way(), ON + timedelta(days=12)
    charges = list(models.Charge.objects.values())
    assert set(late().values()) == {0}
    assert report(later) == 2
    assert late() == dict.fromkeys(sellers, 300)
    assert list(models.Charge.objects.values()) == charges
    (seen,) = door.on_road(viewer=town.DESK)
    assert (seen.planned_on, seen.arrives_on, seen.reason) == (ON + timedelta(days=8), later, "weather")
    assert (seen.firms, seen.pairs, seen.late_pairs) == (2, 600, 600)
    assert deliver(later - timedelta(days=1)) == 0
    assert deliver(later) == 2
    monkeypatch.setattr("tests.freight.test_laws.LAWS", (*freight_laws.LAWS, *goods_laws.ROAD))
    assert broken() == set()


def test_the_last_report_counts_and_the_same_again_changes_nothing() -> None:
    sellers = on_its_way()
    assert [report(ON + timedelta(days=days)) for days in (12, 12, 10)] == [2, 0, 2]
    assert set(models.Shipment.objects.values_list("arrives_on", flat=True)) == {ON + timedelta(days=10)}
    assert models.Delay.objects.count() == 4
    (first, *_rest) = models.Shipment.objects.order_by("id")
    (told,) = [
        one
        for one in provenance.facts_about([first.code], viewer=town.owner(sellers[0]))
        if one.payload.get("until") == str(ON + timedelta(days=12))
    ]
    assert (told.kind, told.payload["reason"]) == ("freight.shipment_delayed", "weather")


def test_a_single_shipment_may_be_late() -> None:
    on_its_way()
    (first, other) = models.Shipment.objects.order_by("id")
    assert report(ON + timedelta(days=20), code=first.code) == 1
    other.refresh_from_db()
    assert other.arrives_on == ON + timedelta(days=8)


@pytest.mark.parametrize(
    ("days", "reason", "code"),
    [
        (0, "weather", "freight.delay_out_of_range"),
        (121, "weather", "freight.delay_out_of_range"),
        (7, "weather", "freight.delay_too_early"),
        (12, "aliens", "freight.unknown_delay_reason"),
        (12, "", "freight.unknown_delay_reason"),
    ],
)
def test_a_report_that_cannot_be_true_is_refused(days: int, reason: str, code: str) -> None:
    on_its_way()
    with pytest.raises(Refusal) as caught:
        report(ON + timedelta(days=days), reason=reason)
    assert caught.value.code == code
    assert models.Delay.objects.count() == 0
    assert book.Fact.objects.filter(kind="freight.shipment_delayed").count() == 0


def test_only_desks_and_the_town_report_and_only_of_what_is_on_the_road() -> None:
    (one, *_others) = on_its_way()
    later = ON + timedelta(days=12)
    with pytest.raises(Missing):
        report(later, viewer=town.owner(one))
    for code in ("nosuchload", "%", "x" * 10_000):
        with pytest.raises(Missing):
            report(later, code=code)
    assert door.on_road(viewer=town.owner(one)) == []
    deliver(ON + timedelta(days=8))
    with pytest.raises(Missing):
        report(later, viewer=TOWN)
    assert door.on_road(viewer=town.DESK) == []
