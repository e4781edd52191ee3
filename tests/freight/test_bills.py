"""Protect each firm's figures: it sees its own bill and why, desks see all, and rivals see nothing of each other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, OFFICE, Viewer
from dukou.freight import door, models, rules
from dukou.freight.door import billing, road
from dukou.freight.records import FirmBill, FirmCharge
from dukou.market import models as market
from dukou.registry import models as registry
from dukou.web.words import freight as words
from tests import builders as town
from tests.freight.builders import ON, deliver, firms, freeze, leave, leave_to_one, place, prepare, ready_order

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def one_load(pairs: list[int]) -> list[int]:
    """Send a load of several firms, each with an order of so many pairs."""
    there, sellers = place(), firms(len(pairs))
    for firm, number in zip(sellers, pairs, strict=True):
        ready_order(there, firm, (number,))
    leave()
    return sellers


def bill_of(firm: int) -> FirmBill:
    return door.bills(viewer=town.owner(firm)).bills[0]


def test_a_bill_shows_the_three_ways_and_the_saving() -> None:
    sellers = one_load([301, 202, 153, 124, 175])
    bill, row = bill_of(sellers[0]), models.Baseline.objects.get(firm_id=sellers[0])
    charge = models.Charge.objects.get(firm_id=sellers[0])
    assert (bill.naive_minor, bill.own_best_minor) == (row.naive_minor, row.own_best_minor)
    assert bill.own_best_waiting_minor == row.own_best_waiting_minor
    assert (bill.charge_minor, bill.waiting_minor) == (charge.charge_minor, charge.waiting_minor)
    assert (bill.shipments, bill.pairs, bill.on, bill.is_pooled) == (1, 301, ON, True)
    assert bill.destination == registry.Destination.objects.get().code
    assert bill.reason.code == "freight.bill_adds"
    assert (bill.firms, bill.share_percent) == (5, round(301 / 955 * 100))
    saved = row.own_best_minor - charge.charge_minor - charge.waiting_minor
    assert bill.reason.facts["saved"] == f"{saved / 100:.2f}"
    assert door.bill(bill.load, viewer=town.owner(sellers[0])) == bill
    assert door.bill(bill.load, viewer=town.DESK, firm=sellers[0]) == bill


def test_a_bill_of_a_few_firms_or_with_a_giant_tells_no_totals() -> None:
    few = one_load([300, 200, 100, 50])
    giant = one_load([601, 100, 200, 100, 200])
    for firm in (*few, *giant):
        bill = bill_of(firm)
        assert (bill.firms, bill.share_percent) == (None, None)
        assert bill.reason.code in {"freight.bill_adds", "freight.bill_adds_and_bears"}
        assert not {"firms", "share"} & set(bill.reason.facts)


def test_a_bill_that_saves_nothing_says_send_this_yourself() -> None:
    there, (one, other) = place(), firms(2)
    registry.Limit.objects.filter(key="logistics.desk_minor_a_shipment").update(value_e6=10**12)
    for firm in (one, other):
        ready_order(there, firm, (300,))
    leave()
    bill = bill_of(one)
    assert (bill.is_apart, bill.reason.code) == (True, "freight.bill_alone")
    assert bill.charge_minor + bill.waiting_minor == bill.own_best_minor


def test_who_stays_alone_in_a_load_is_told_what_the_fund_bears() -> None:
    bill = bill_of(leave_to_one()[0])
    assert (bill.is_pooled, bill.reason.code) == (False, "freight.bill_fund_bears")
    assert bill.charge_minor + bill.waiting_minor == bill.own_best_minor


def test_a_rivals_bill_does_not_exist() -> None:
    one, other, third = (*one_load([311, 222]), *firms(1))
    load = models.Load.objects.get().code
    buyer = market.Order.objects.filter(seller_id=one).values_list("buyer_id", flat=True)[0]
    asked: list[tuple[Viewer, int | None]] = [
        (town.owner(other), one),
        (town.owner(third), None),
        (town.owner(third), one),
        (town.purchaser(buyer), one),
        (town.purchaser(buyer), None),
        (ANONYMOUS, one),
        (ANONYMOUS, None),
        (Viewer(person=5, roles=frozenset({OFFICE})), one),
        (town.DESK, third),
        (town.DESK, None),
    ]
    for viewer, firm in asked:
        with pytest.raises(Missing) as refused:
            door.bill(load, viewer=viewer, firm=firm)
        assert (refused.value.code, refused.value.facts) == ("freight.bill_not_found", {})
    with pytest.raises(Missing):
        door.bill("nosuchload", viewer=town.owner(one))


def test_what_a_firm_is_shown_holds_nothing_of_its_rivals() -> None:
    sellers = one_load([311, 222, 173, 144, 195])
    shown = repr(door.bills(viewer=town.owner(sellers[0])))
    for firm in sellers[1:]:
        theirs = bill_of(firm)
        for figure in (theirs.pairs, theirs.own_best_minor, theirs.charge_minor, theirs.naive_minor):
            assert str(figure) not in shown
        assert f"firm={firm}" not in shown
    total = models.Load.objects.get()
    for figure in (total.pooled_minor, total.own_best_minor, total.pairs):
        assert str(figure) not in shown
    assert door.bills(viewer=town.owner(sellers[0]), firm=sellers[1]).total == 0


def test_desks_see_every_firms_bill_and_may_ask_for_one() -> None:
    sellers = one_load([300, 200, 100])
    assert [one.firm for one in door.bills(viewer=town.DESK).bills] == sellers
    assert [one.firm for one in door.bills(viewer=town.DESK, firm=sellers[1]).bills] == [sellers[1]]


def test_those_without_a_firm_see_no_list() -> None:
    one_load([300, 200])
    for viewer in (ANONYMOUS, Viewer(person=5, roles=frozenset({OFFICE}))):
        assert door.bills(viewer=viewer).total == 0
        assert door.loads(viewer=viewer).loads == ()
        lines = list(market.Line.objects.values_list("id", flat=True))
        assert door.shipments_of_lines(lines, viewer=viewer) == []


def test_bills_come_in_pages_newest_first_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(billing, "PAGE", 2)
    sellers = firms(2)
    for _place in range(3):
        there = place()
        for firm in sellers:
            ready_order(there, firm, (300,))
    leave()
    for viewer, whole in ((town.owner(sellers[0]), 3), (town.DESK, 6)):
        seen, mark = [], None
        for _page in range(4):
            page = door.bills(viewer=viewer, before=mark)
            assert page.total == whole
            seen += [(one.load, one.firm) for one in page.bills]
            mark = page.before
            if mark is None:
                break
        assert len(seen) == len(set(seen)) == whole
    codes = [code for code, _firm in seen]
    assert codes == [code for code in models.Load.objects.order_by("-id").values_list("code", flat=True) for _ in "ab"]


@pytest.mark.parametrize(
    "mark", ["", "|", "x", "%s|x", "%s|-1", "%s|" + "9" * 5_000, "||%s|", "码|１", "a" * 10_000, "\0|1"]
)
def test_a_mark_that_is_none_shows_the_first_page(mark: str) -> None:
    sellers = one_load([300, 200])
    mark = mark.replace("%s", models.Load.objects.get().code)
    assert door.bills(viewer=town.owner(sellers[0]), before=mark).bills
    assert door.loads(viewer=town.DESK, before=mark).loads


@pytest.mark.parametrize("code", ["", "\0", "a" * 10_000, "码" * 16, "=1+1", "%"])
def test_an_absurd_load_or_firm_has_no_bill(code: str) -> None:
    sellers = one_load([300, 200])
    for firm in (None, sellers[0], 0, -1, 10**40):
        with pytest.raises(Missing):
            door.bill(code, viewer=town.DESK, firm=firm)
    for firm in (0, -1, 10**40):
        assert door.bills(viewer=town.DESK, firm=firm).total == 0
        with pytest.raises(Missing):
            door.bill(models.Load.objects.get().code, viewer=town.DESK, firm=firm)


def test_the_freight_desk_sees_loads_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(road, "PAGE", 2)
    (one,) = firms(1)
    for _place in range(3):
        ready_order(place(), one, (300,))
    prepare()
    first = door.loads(viewer=town.DESK)
    rest = door.loads(viewer=town.DESK, before=first.before)
    assert ([row.firms for row in first.loads], first.total, rest.before) == ([0, 0], 3, None)
    codes = [row.code for row in (*first.loads, *rest.loads)]
    assert codes == list(models.Load.objects.order_by("-id").values_list("code", flat=True))
    freeze()
    assert [row.firms for row in door.loads(viewer=town.DESK, on=ON).loads] == [1, 1]
    assert door.loads(viewer=town.DESK, on=ON + timedelta(days=1)).total == 0
    assert door.loads(viewer=town.owner(one)) == road.LoadPage((), 0, None)


def test_a_line_is_followed_by_its_seller_its_buyer_and_desks() -> None:
    there, (one, rival) = place(services=("express",)), firms(2)
    (line,) = ready_order(there, one, (300,), due_in=3)
    buyer = market.Line.objects.get(pk=line).buyer_id
    prepare()
    (before,) = door.shipments_of_lines([line], viewer=town.owner(one))
    assert (before.state, before.service, before.left_on, before.arrives_on) == ("waiting", None, None, None)
    freeze()
    leave()
    for viewer in (town.owner(one), town.purchaser(buyer), town.DESK, TOWN):
        (seen,) = door.shipments_of_lines([line, line], viewer=viewer)
        assert (seen.line, seen.state, seen.service, seen.left_on) == (line, "on_road", "express", ON)
        assert seen.arrives_on == ON + timedelta(days=3)
    assert door.shipments_of_lines([line], viewer=town.owner(rival)) == []
    deliver(ON + timedelta(days=3))
    assert [seen.state for seen in door.shipments_of_lines([line], viewer=town.owner(one))] == ["delivered"]


def test_exports_hold_every_load_and_baseline_with_its_charge() -> None:
    sellers = one_load([300, 200])
    ready_order(place(), sellers[0], (100,))
    prepare()
    freeze()
    loads, rows = door.export_loads(viewer=TOWN).to_pylist(), door.export_baselines(viewer=TOWN).to_pylist()
    assert [one["state"] for one in loads] == ["dispatched", "frozen"]
    assert loads[0]["pooled_minor"] == models.Load.objects.order_by("id")[0].pooled_minor
    assert [(one["firm"], one["charge_minor"] is None) for one in rows] == [
        (sellers[0], False),
        (sellers[1], False),
        (sellers[0], True),
    ]
    charge = models.Charge.objects.get(firm_id=sellers[1])
    assert (rows[1]["charge_minor"], rows[1]["waiting_minor"]) == (charge.charge_minor, charge.waiting_minor)
    assert rows[1]["naive_minor"] >= rows[1]["own_best_minor"] >= rows[1]["charge_minor"]


def test_exports_of_an_empty_town_keep_their_columns() -> None:
    assert door.export_loads(viewer=TOWN).num_rows == 0
    names = set(door.export_baselines(viewer=TOWN).column_names)
    assert {"firm", "naive_minor", "own_best_minor", "charge_minor", "late_pairs"} <= names


@pytest.mark.parametrize("export", [door.export_loads, door.export_baselines])
def test_exports_are_for_the_town_alone(export: Callable[..., Any]) -> None:
    for viewer in (town.owner(1), town.DESK, ANONYMOUS):
        with pytest.raises(Missing):
            export(viewer=viewer)


def test_queries_do_not_grow_with_the_bills(django_assert_num_queries: Any) -> None:
    sellers, lines = firms(6), []
    for count in (1, 20):
        for _place in range(count):
            there = place()
            for firm in sellers:
                lines += ready_order(there, firm, (300,))
        leave()
        desk, code = town.DESK, models.Load.objects.all()[0].code
        with django_assert_num_queries(4):
            door.bills(viewer=town.owner(sellers[0]))
        with django_assert_num_queries(3):
            door.bill(code, viewer=town.owner(sellers[0]))
        with django_assert_num_queries(2):
            door.loads(viewer=desk)
        with django_assert_num_queries(1):
            assert len(door.shipments_of_lines(lines, viewer=desk)) == len(lines)
        with django_assert_num_queries(3):
            door.export_loads(viewer=TOWN)
            door.export_baselines(viewer=TOWN)


@given(
    own=st.integers(0, 10_000_000),
    charge=st.integers(0, 10_000_000),
    waiting=st.integers(0, 10_000_000),
    firms=st.none() | st.integers(5, 200),
    is_pooled=st.booleans(),
)
def test_every_reason_has_a_sentence_with_its_figures(
    own: int, charge: int, waiting: int, firms: int | None, is_pooled: bool
) -> None:
    share = None if firms is None else 7
    made = rules.reason(
        FirmCharge(1, own, charge, waiting, 0),
        naive_minor=own,
        is_pooled=is_pooled,
        firms=firms,
        share_percent=share,
    )
    with translation.override("en"):
        said = str(words.REASONS[made.code]) % made.facts
    assert f"¥{own / 100:.2f}" in said
    assert ("yourself" in said) == (not is_pooled or charge + waiting == own)


@given(pairs=st.lists(st.integers(1, 10_000), min_size=1, max_size=12))
def test_totals_are_shown_for_five_firms_with_none_over_half(pairs: list[int]) -> None:
    firms, share = rules.shown_totals(pairs[0], len(pairs), sum(pairs), max(pairs))
    hidden = len(pairs) < 5 or max(pairs) > sum(pairs) - max(pairs)
    assert (firms is None, share is None) == (hidden, hidden)
    if share is not None:
        assert abs(share - 100 * pairs[0] / sum(pairs)) <= 0.5
