"""Protect returns overseas: graded there, placed alone then together, brought home; customs know each step."""

from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.errors import Missing, Refusal
from dukou.base.money import line_amount
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.depot import models as depot
from dukou.depot.door import abroad as depots
from dukou.depot.door import fees
from dukou.depot.records.abroad import NewDepot, NewFeeRule, Tier
from dukou.journey import grading as journey
from dukou.journey.audit import abroad as overseas_laws
from dukou.journey.audit import cases as laws
from dukou.journey.audit import placing as placing_laws
from dukou.market import models as market
from dukou.provenance import models as provenance
from dukou.registry import models as registry
from dukou.returns import door as returns
from dukou.returns import models
from dukou.returns.door import abroad as door
from dukou.returns.records import ArrivedCase, Condition
from dukou.returns.records.grading import NewGrading
from dukou.returns.rules import abroad as rules
from tests import builders
from tests.builders import NOW, owner
from tests.returns.builders import DAY, FEES, at_places, days_after
from tests.returns.clerks import ON, clerk, on_the_way, picture
from tests.returns.laws import broken

pytestmark = [pytest.mark.doors, pytest.mark.django_db, pytest.mark.usefixtures("lawful")]
BAN = rules.DESTRUCTION_BAN
CONDITIONS: list[Condition] = ["unopened", "opened", "soiled", "faulty"]
RIDE = {"returns.ride_home_minor": 3_000, "returns.ride_home_kilo_minor": 100, "returns.blind_share": 0}


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Any) -> None:
    settings.DUKOU_HOME = tmp_path


@pytest.fixture
def site() -> int:
    builders.limits(FEES | RIDE)
    place = builders.destination(iso="DE")
    found = builders.site(builders.firm("depot"), kind="overseas_depot")
    depots.publish_depots([NewDepot(found, place, 10**12, "test")], viewer=TOWN, now=NOW)
    return found


def code_of(ask: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        ask()
    return refusal.value.code


def came_in(site: int, pairs: int = 40, desk: Viewer | None = None, reason: str = "wrong_size") -> models.Case:
    case = on_the_way(pairs)
    models.Case.objects.filter(pk=case.pk).update(reason=reason)
    door.receive_abroad(case.code, site, viewer=desk or clerk(models.Case.objects.count()), on=ON, now=NOW)
    case.refresh_from_db()
    return case


def graded(case: models.Case, condition: str, number: int = 20) -> models.Case:
    desk = clerk(number)
    new = NewGrading(f"grade-{uuid4().hex[:8]}", case.code, condition, picture(desk), 0)
    journey.put_grading(new, viewer=desk, on=ON, now=NOW)
    case.refresh_from_db()
    return case


def sells_there(case: models.Case, site: int) -> None:
    """Let the owner's goods lie at the depot."""
    for places in (("mill", "depot", None), ("depot", "inbound", site), ("inbound", "abroad", site)):
        depot.StockMove.objects.create(
            lot_id=case.lot_id,
            owner_id=case.firm_id,
            from_place=places[0],
            to_place=places[1],
            site_id=places[2],
            pairs=10,
            on=ON,
            cause="before",
        )


def test_goods_are_sold_again_where_their_owner_sells(site: int) -> None:
    case = came_in(site)
    assert (case.state, case.site_id) == ("received", site)
    sells_there(case, site)
    fee = NewFeeRule(site, "return", "pair", (Tier(0, 5_000),), "CNY", ON, "test")
    fees.publish_fee_rules([fee], viewer=TOWN, now=NOW)
    graded(case, "opened")
    assert (case.state, case.grade, case.disposition) == ("graded", "B", "abroad")
    assert (case.refund_minor, case.handling_minor) == (5_400, 320 + 40 * 18)
    assert at_places(case.line_id) == {"buyer": 460, "abroad": 50}
    fees.charge_fees(on=days_after(5), viewer=TOWN, now=NOW)
    assert [(one.amount, one.cny_minor) for one in depot.FeeLine.objects.filter(cause=case.code)] == [(40, 2_000)]
    assert returns.close(on=days_after(5), viewer=TOWN, now=NOW) == 1
    assert broken(laws.LAWS) == set()
    assert "charged" not in " ".join(broken(overseas_laws.LAWS))


def test_goods_that_may_not_be_destroyed_are_recycled(site: int) -> None:
    case = graded(came_in(site), "soiled")
    assert (case.disposition, at_places(case.line_id)) == ("recycle", {"buyer": 460, "scrap": 40})
    assert broken([*laws.LAWS, *placing_laws.LAWS]) == set()


@pytest.mark.parametrize(
    ("iso", "days", "sink"), [("DE", -1, "scrap"), ("DE", 0, "recycler"), ("DE", 1, "recycler"), ("GB", 1, "scrap")]
)
def test_from_its_first_day_the_ban_holds_in_the_union(iso: str, days: int, sink: str, site: int) -> None:
    registry.Limit.objects.create(key=BAN, value_e6=0, unit="in force", valid_from=date(2020, 1, 1), source="test")
    registry.Limit.objects.filter(key=BAN).update(valid_to=ON - timedelta(days=1 + days))
    registry.Limit.objects.create(
        key=BAN, value_e6=1_000_000, unit="in force", valid_from=ON - timedelta(days=days), source="test"
    )
    registry.Destination.objects.update(iso=iso)
    case = graded(came_in(site), "faulty")
    row = models.Placement.objects.get(case=case)
    assert (row.own_sink, row.sink) == (sink, sink)
    assert case.disposition == {"scrap": "write_off", "recycler": "recycle"}[sink]
    assert broken([*laws.LAWS, *placing_laws.LAWS]) == set()


def test_a_firm_alone_could_not_bring_home_what_rides_with_others(site: int) -> None:
    """40 pairs are worth 54 yuan: not a whole ride at 30 yuan and more, once it carries 1,200 yuan."""
    registry.Limit.objects.filter(key="returns.ride_home_minor").update(value_e6=120_000 * 10**6)
    case = graded(came_in(site), "unopened")
    row = models.Placement.objects.get(case=case)
    assert (row.own_sink, row.own_worth_minor, row.sink, row.worth_minor) == ("recycler", 0, "ride_home", 5_400)
    grams = case.pairs * case.grams_per_pair
    assert case.freight_minor - FEES["returns.parcel_minor"] == -(-grams * (100 + 728) // 1_000) + 300 * (grams > 1_000)
    assert row.pooled_minor is not None
    assert row.pooled_minor < row.own_freight_minor + row.own_handling_minor
    (fact,) = provenance.Fact.objects.filter(kind="returns.baseline_frozen", subject=row.batch, firm=case.firm_id)
    assert fact.pk < provenance.Fact.objects.get(kind="returns.case_graded", subject=case.code).pk
    assert broken([*laws.LAWS, *placing_laws.LAWS]) == set()


def test_goods_wait_until_a_ride_home_pays_and_come_home_together(site: int) -> None:
    first = graded(came_in(site, 20), "unopened")
    assert (first.disposition, at_places(first.line_id)) == ("ride_home", {"buyer": 480, "returned": 20})
    (waiting,) = door.waiting_home(on=ON, viewer=clerk(30))
    assert (waiting.pairs, waiting.value_minor, waiting.cost_minor, waiting.pays) == (20, 2_700, 3_100, False)
    assert code_of(lambda: door.book_ride(site, viewer=clerk(31), on=ON, now=NOW)) == "returns.ride_does_not_pay"
    assert broken(laws.LAWS) == set()
    second = graded(came_in(site, 20), "opened", 21)
    (ride,) = door.rides(viewer=clerk(32))
    assert (ride.why, ride.pairs, ride.value_minor) == ("pays", 40, 5_400)
    assert code_of(lambda: door.book_ride(site, viewer=clerk(33), on=ON, now=NOW)) == "returns.nothing_waits"
    before, there = ON + timedelta(days=34), ON + timedelta(days=35)
    door.tend(on=before, limit=QUICK, viewer=TOWN, now=NOW)
    assert at_places(first.line_id)["returned"] == 20
    for _again in range(2):
        door.tend(on=there, limit=QUICK, viewer=TOWN, now=NOW)
    assert at_places(first.line_id) == {"buyer": 480, "depot": 20}
    assert at_places(second.line_id) == {"buyer": 480, "depot": 20}
    assert broken(laws.LAWS) == set()


def test_a_ride_is_booked_when_the_days_of_relief_end(site: int) -> None:
    case = graded(came_in(site, 20), "unopened")
    exported_on = models.CustomsStep.objects.get(case=case).on
    late = exported_on + timedelta(days=365 - 35 - 60)
    door.tend(on=late - timedelta(days=1), limit=QUICK, viewer=TOWN, now=NOW)
    assert door.rides(viewer=TOWN) == []
    assert [one.kind for one in returns.expiring(on=ON, viewer=TOWN)] == ["relief"]
    door.tend(on=late, limit=QUICK, viewer=TOWN, now=NOW)
    assert [one.why for one in door.rides(viewer=TOWN)] == ["deadline"]


def test_customs_hear_of_relief_then_of_the_import_each_once_and_in_time(site: int) -> None:
    case, desk = graded(came_in(site, 20), "unopened"), clerk(40)

    def note(status: str, reference: str = "DL-2026-1", day: Any = ON) -> None:
        door.note_customs(case.code, status, reference, viewer=desk, on=day, now=NOW)

    assert code_of(lambda: note("imported")) == "returns.customs_step"
    assert code_of(lambda: note("claimed", "=1")) == "returns.customs_reference"
    assert code_of(lambda: note("claimed", day=ON + timedelta(days=400))) == "returns.relief_over"
    for _again in range(2):
        note("claimed")
    note("imported", "DL-2026-2")
    assert code_of(lambda: note("claimed", "DL-2026-9")) == "returns.customs_step"
    (shown,) = door.abroad_cases(on=ON, viewer=desk)
    assert [(one.status, one.reference) for one in shown.customs] == [
        ("exported", ""),
        ("claimed", "DL-2026-1"),
        ("imported", "DL-2026-2"),
    ]


@pytest.mark.parametrize("reason", ["surplus", "unproven"])
def test_goods_that_come_back_for_another_reason_than_quality_have_no_relief(site: int, reason: str) -> None:
    case, desk = graded(came_in(site, 20, reason=reason), "unopened"), clerk(40)

    def note(status: str) -> None:
        door.note_customs(case.code, status, "DL-2026-1", viewer=desk, on=ON, now=NOW)

    assert [one.relief_until for one in door.abroad_cases(on=ON, viewer=desk)] == [None]
    assert returns.expiring(on=ON, viewer=TOWN) == []
    assert code_of(lambda: note("claimed")) == "returns.relief_reason"
    assert models.CustomsStep.objects.get().status == "exported"
    note("imported")
    door.tend(on=ON + timedelta(days=400), limit=QUICK, viewer=TOWN, now=NOW)
    assert list(models.CustomsStep.objects.order_by("id").values_list("status", flat=True)) == ["exported", "imported"]


def test_relief_that_was_not_used_expires(site: int) -> None:
    case = graded(came_in(site, 20), "unopened")
    after = models.CustomsStep.objects.get(case=case).on + timedelta(days=366)
    for _again in range(2):
        door.tend(on=after, limit=QUICK, viewer=TOWN, now=NOW)
    assert list(models.CustomsStep.objects.order_by("id").values_list("status", flat=True)) == ["exported", "expired"]


def test_what_is_received_overseas_is_expected_there_and_for_desks(site: int) -> None:
    case, desk = on_the_way(), clerk(50)
    for stranger in (owner(case.firm_id), ANONYMOUS, TOWN):
        with pytest.raises(Missing):
            door.receive_abroad(case.code, site, viewer=stranger, on=ON, now=NOW)
    assert door.abroad_cases(on=ON, viewer=owner(case.firm_id)) == door.rides(viewer=ANONYMOUS) == []
    assert (
        code_of(lambda: door.receive_abroad("nosuchcase", site, viewer=desk, on=ON, now=NOW)) == "returns.unknown_label"
    )
    assert code_of(lambda: door.receive_abroad(case.code, site + 9, viewer=desk, on=ON, now=NOW)) == (
        "depot.overseas_not_found"
    )
    registry.Destination.objects.filter(id=market.Order.objects.get(pk=case.order_id).destination_id).update(
        zone="ASIA"
    )
    assert code_of(lambda: door.receive_abroad(case.code, site, viewer=desk, on=ON, now=NOW)) == "returns.other_zone"
    assert models.Case.objects.get().state == "open"


@st.composite
def goods(draw: st.DrawFn) -> tuple[list[ArrivedCase], list[Condition], rules.Depot, rules.Costs]:
    """Draw a few cases of two firms in a depot, one of which sells there, and its prices."""
    cases = []
    for number in range(draw(st.integers(1, 4))):
        pairs, price_e4 = draw(st.integers(1, 2_000)), draw(st.integers(1, 60_000))
        value = line_amount(price_e4, pairs).amount_minor
        numbers = (number, draw(st.integers(1, 2)), pairs, price_e4, 0)
        cases.append(ArrivedCase(number, f"c{number}", number, *numbers, "surplus", "refund", value, 800, 40, site=7))
    states: list[Condition] = [draw(st.sampled_from(CONDITIONS)) for _one in cases]
    prices = rules.Costs(
        ride_minor=draw(st.integers(0, 50_000)),
        kilo_minor=draw(st.integers(0, 900)),
        ride_kilos=draw(st.integers(1, 400)),
        recycle_kilo_minor=draw(st.integers(0, 500)),
        waste_kilo_minor=draw(st.integers(0, 500)),
        ride_days=35,
        relief_days=365,
        warn_days=60,
    )
    return cases, states, rules.Depot(frozenset({1}), draw(st.booleans())), prices


def best_of_all(
    cases: list[ArrivedCase], states: list[Condition], depot: rules.Depot, prices: rules.Costs, *, is_alone: bool
) -> int:
    """Return the least that goods cost by trying every place for each, but for the told way back and inspection."""

    def costs(one: ArrivedCase, state: Condition) -> dict[str, int]:
        grams = one.pairs * one.grams_per_pair
        value = line_amount(one.unit_price_e4, one.pairs).amount_minor
        is_new, rebag = state in {"unopened", "opened"}, DAY.rebag_pair_minor * one.pairs * (state == "opened")
        part = prices.kilo_minor - (-prices.ride_minor // prices.ride_kilos)
        found = {"recycler": -(-grams * prices.recycle_kilo_minor // 1_000)}
        if not depot.bans_destruction:
            found["scrap"] = -(-grams * prices.waste_kilo_minor // 1_000)
        if is_new and value >= rebag:
            found["whole"] = -(-grams * prices.kilo_minor // 1_000) + rebag - value
            if not is_alone:
                found["part"] = -(-grams * part // 1_000) + rebag - value
            if one.firm in depot.sellers:
                found["abroad"] = rebag - value
        return found

    each = [costs(one, state) for one, state in zip(cases, states, strict=True)]
    return min(
        sum(cost[place] for cost, place in zip(each, places, strict=True)) + prices.ride_minor * ("whole" in places)
        for places in product(*each)
    )


@settings(max_examples=60, deadline=None)
@given(goods())
def test_alone_and_together_no_other_choice_of_places_costs_less(drawn: Any) -> None:
    cases, states, depot, prices = drawn
    told = sum(one.freight_minor + DAY.inspect_minor for one in cases)
    own, pooled = (
        rules.places(cases, states, {7: depot}, DAY, prices, QUICK, is_alone=is_alone) for is_alone in (True, False)
    )
    mine = [[n for n, one in enumerate(cases) if one.firm == firm] for firm in {one.firm for one in cases}]
    least = sum(
        best_of_all([cases[n] for n in some], [states[n] for n in some], depot, prices, is_alone=True) for some in mine
    )
    assert sum(one.cost_minor for one in own) - told == least
    together = sum(one.cost_minor for one in pooled)
    assert together - told == best_of_all(cases, states, depot, prices, is_alone=False)
    assert together <= sum(one.cost_minor for one in own)
    if depot.bans_destruction:
        assert "scrap" not in {one.sink for one in (*own, *pooled)}


def test_queries_do_not_grow_with_what_came_back(site: int) -> None:
    counts = []
    for number in range(2):
        graded(came_in(site, 20), "soiled", 60 + number)
        with CaptureQueriesContext(connection) as asked:
            door.abroad_cases(on=ON, viewer=TOWN)
            door.waiting_home(on=ON, viewer=TOWN)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 9
