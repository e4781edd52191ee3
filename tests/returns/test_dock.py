"""Protect the way back to the dock: signed labels, hand-overs with two names, and scans that are kept once."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.provenance import models as book
from dukou.returns import door as returns
from dukou.returns import models
from dukou.returns.door import dock
from dukou.returns.records.dock import NewDockScan, NewHanded
from dukou.returns.rules import dock as rules
from tests import builders
from tests.builders import NOW, owner
from tests.returns.builders import FEES
from tests.returns.clerks import AT, ON, buyer_of, clerk, later, on_the_way, picture, shopkeeper

pytestmark = [pytest.mark.doors, pytest.mark.django_db, pytest.mark.usefixtures("lawful")]


@pytest.fixture(autouse=True)
def _town(settings: Any, tmp_path: Any) -> None:
    settings.DUKOU_HOME = tmp_path
    builders.limits(FEES)


def handed(case: models.Case, text: str, viewer: Viewer, **changed: Any) -> None:
    usual: dict[str, Any] = {"key": "hand-0001", "leg": "buyer_shop", "text": text, "given_by": "王秀英"}
    usual |= {"taken_by": "周店长", "found": case.pairs, "at": AT}
    dock.hand_over(NewHanded(**usual | changed), viewer=viewer, on=ON, now=AT)


def scan(code: str, minute: int = 0, **changed: Any) -> NewDockScan:
    return NewDockScan(**{"key": str(uuid4()), "act": "returned", "code": code, "at": later(minute)} | changed)


def receive(*scans: NewDockScan, viewer: Viewer) -> tuple[list[str], list[str]]:
    found = dock.receive(scans, viewer=viewer, on=ON, now=later(60))
    return list(found.done), [one.refusal.code for one in found.refused]


def code_of(ask: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        ask()
    return refusal.value.code


def test_a_label_is_its_buyers_and_the_shop_that_scans_it_takes_the_goods() -> None:
    case, shop = on_the_way(), shopkeeper()
    buyer = buyer_of(case)
    text = dock.label(case.code, viewer=buyer).text
    shown = dock.labelled(f"https://dukou.cn/returns/in/{text}/", viewer=shop)
    assert (shown.code, shown.pairs, shown.legs) == (case.code, 40, ("buyer_shop", "shop_round"))
    for _again in range(2):
        handed(case, text, shop)
    assert [(one.leg, one.found, one.given_by) for one in dock.label(case.code, viewer=buyer).handed] == [
        ("buyer_shop", 40, "")
    ]
    assert dock.labelled(text, viewer=shop).handed[0].given_by == "王秀英"
    facts = "".join(book.Fact.objects.filter(kind="returns.handed_over").values_list("payload", flat=True))
    assert "asked" in facts
    assert "王秀英" not in facts
    for stranger in (owner(case.firm_id), owner(builders.factory()), ANONYMOUS):
        assert code_of(lambda viewer=stranger: dock.label(case.code, viewer=viewer)) == "returns.case_not_found"
        assert code_of(lambda viewer=stranger: dock.labelled(text, viewer=viewer)) == "returns.case_not_found"


def test_a_forged_or_altered_label_is_refused_by_name_and_nothing_changes() -> None:
    case, other, shop, desk = on_the_way(), on_the_way(), shopkeeper(), clerk()
    text = dock.label(case.code, viewer=desk).text
    _code, _dot, signature = text.partition(".")
    for forged in (f"{other.code}.{signature}", f"{text[:-1]}{'A' if text[-1] != 'A' else 'B'}", "abc." + "x" * 43):
        assert code_of(lambda forged=forged: dock.labelled(forged, viewer=shop)) == "returns.forged_label"
        assert code_of(lambda forged=forged: handed(case, forged, shop)) == "returns.forged_label"
        assert receive(scan(forged), viewer=desk) == ([], ["returns.forged_label"])
    assert not models.HandOver.objects.exists()
    assert set(models.Case.objects.values_list("state", flat=True)) == {"open"}


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120))
def test_what_is_scanned_is_a_label_or_is_none(scanned: str) -> None:
    text = rules.label_text(scanned)
    assert text is None or rules.label_text(text) == text
    assert len(rules.plain_code(scanned)) <= 40


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"given_by": " "}, "freight.two_names"),
        ({"taken_by": "王 秀英", "given_by": "王  秀英"}, "freight.same_name_twice"),
        ({"found": 39}, "freight.picture_required"),
        ({"found": 10**9}, "returns.absurd_count"),
        ({"found": 39, "picture": "nosuchpicture222"}, "freight.picture_not_found"),
        ({"leg": "round_dock"}, "freight.not_your_leg"),
        ({"key": "x"}, "freight.bad_hand_over"),
    ],
)
def test_a_hand_over_without_sense_is_refused_and_nothing_is_kept(changed: dict[str, Any], word: str) -> None:
    case, shop = on_the_way(), shopkeeper()
    text = dock.label(case.code, viewer=clerk()).text
    assert code_of(lambda: handed(case, text, shop, **changed)) == word
    assert not models.HandOver.objects.exists()


def test_a_leg_is_put_down_once_and_a_difference_is_pictured() -> None:
    case, shop = on_the_way(), shopkeeper()
    text = dock.label(case.code, viewer=clerk()).text
    handed(case, text, shop, found=39, picture=picture(shop))
    assert code_of(lambda: handed(case, text, shop, found=40)) == "freight.hand_over_key_used"
    assert code_of(lambda: handed(case, text, shop, key="hand-0002")) in {
        "freight.not_your_leg",
        "returns.leg_put_down",
    }
    handed(case, case.code, buyer_of(case), key="hand-0003", leg="buyer_round")
    desk = clerk(9)
    assert dock.blank_names(before=ON, viewer=desk, now=NOW) == 0
    assert dock.blank_names(before=rules_day(), viewer=desk, now=NOW) == 2
    assert {one.given_by for one in dock.label(case.code, viewer=desk).handed} == {""}


def rules_day() -> Any:
    return ON.replace(year=ON.year + 1)


def test_a_scan_receives_a_return_once_and_an_undo_is_a_row_of_its_own() -> None:
    case, desk = on_the_way(), clerk()
    expected_on, text = case.received_on, dock.label(case.code, viewer=desk).text
    first = scan(text)
    assert receive(first, viewer=desk) == ([first.key], [])
    assert receive(first, viewer=desk) == ([first.key], [])
    case.refresh_from_db()
    assert (case.state, case.received_on) == ("received", ON)
    assert receive(scan(text, 1), viewer=clerk(1)) == ([], ["returns.received_before"])
    assert receive(replace(first, act="parcel", pairs=1, grams=1, code="SF12345"), viewer=desk) == (
        [],
        ["returns.scan_key_used"],
    )
    undo = scan(text, 2, act="undone", undoes=first.key)
    assert receive(undo, viewer=desk) == ([undo.key], [])
    case.refresh_from_db()
    assert (case.state, case.received_on) == ("open", expected_on)
    assert receive(scan(text, 3, act="undone", undoes=first.key), viewer=desk) == ([], ["returns.scan_undone"])
    assert models.DockScan.objects.count() == 2


def test_rows_out_of_order_are_replayed_as_they_were_made() -> None:
    case, desk = on_the_way(), clerk()
    text = dock.label(case.code, viewer=desk).text
    first, parcel = scan(text, 1), scan("SF-1-22", 2, act="parcel", pairs=12, grams=480)
    undo, again = scan(text, 3, act="undone", undoes=first.key), scan(text, 4)
    done, refused = receive(again, undo, parcel, first, viewer=desk)
    assert (done, refused) == ([first.key, parcel.key, undo.key, again.key], [])
    case.refresh_from_db()
    assert case.state == "received"
    assert [one.pairs_counted for one in returns.parcels(viewer=desk)] == [12]


def test_a_parcel_that_its_buyer_announced_is_his_case() -> None:
    case, desk = on_the_way(), clerk()
    buyer = buyer_of(case)
    for _again in range(2):
        dock.announce_number(case.code, "YT 900-1", viewer=buyer, on=ON, now=NOW)
    assert dock.label(case.code, viewer=buyer).carrier_ref == "YT 900-1"
    other = on_the_way()
    assert code_of(
        lambda: dock.announce_number(other.code, "YT 900-1", viewer=buyer_of(other, 71), on=ON, now=NOW)
    ) == ("returns.number_taken")
    one = scan("YT 900-1", act="parcel", pairs=40, grams=1_600)
    assert receive(one, viewer=desk) == ([one.key], [])
    case.refresh_from_db()
    assert (case.state, models.Parcel.objects.count()) == ("received", 0)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"pairs": None}, "returns.not_counted"),
        ({"grams": 0}, "returns.not_counted"),
        ({"code": ""}, "returns.picture_of_parcel"),
        ({"code": "=1+1"}, "returns.bad_carrier_ref"),
        ({"phone": "12"}, "returns.bad_phone_digits"),
        ({"lot": "nosuchlot"}, "depot.code_not_found"),
        ({"picture": "nosuchpicture222"}, "freight.picture_not_found"),
        ({"key": "7"}, "returns.bad_scan_key"),
        ({"act": "burnt"}, "returns.unknown_act"),
        ({"at": later(60 * 24 * 3)}, "returns.scan_from_future"),
        ({"act": "undone", "undoes": str(uuid4())}, "returns.scan_not_found"),
    ],
)
def test_a_scan_without_sense_is_refused_and_nothing_is_kept(changed: dict[str, Any], word: str) -> None:
    one = scan(**{"code": "SF-1", "act": "parcel", "pairs": 10, "grams": 100} | changed)
    assert receive(one, viewer=clerk()) == ([], [word])
    assert not models.DockScan.objects.exists()
    assert not models.Parcel.objects.exists()


def test_a_parcel_without_a_number_is_pictured_and_an_undone_one_is_void() -> None:
    desk = clerk()
    one = scan("", act="parcel", pairs=10, grams=400, picture=picture(desk))
    two = scan("", 1, act="parcel", pairs=11, grams=400, picture=picture(desk))
    assert receive(one, two, viewer=desk) == ([one.key, two.key], [])
    undo = scan("", 2, act="undone", undoes=one.key)
    assert receive(undo, viewer=desk) == ([undo.key], [])
    assert [one.pairs_counted for one in returns.parcels(viewer=desk)] == [11]
    booked = models.Parcel.objects.get(pairs_counted=10)
    assert booked.state == "void"


def test_the_dock_is_for_desks_and_what_people_received_waits_for_people() -> None:
    case, desk = on_the_way(), clerk()
    text = dock.label(case.code, viewer=desk).text
    for stranger in (shopkeeper(), buyer_of(case), owner(case.firm_id), ANONYMOUS, TOWN):
        with pytest.raises(Missing):
            dock.receive([scan(text)], viewer=stranger, on=ON, now=AT)
    receive(scan(text), viewer=desk)
    assert [(one.kind, one.code, one.pairs) for one in returns.expiring(on=ON, viewer=desk)] == [
        ("grading", case.code, 40)
    ]
    assert returns.expiring(on=ON, viewer=owner(case.firm_id)) == []


def test_what_expires_stands_by_its_day_and_then_by_its_money() -> None:
    desk = clerk()
    small, large = on_the_way(20), on_the_way(60)
    receive(scan(small.code), scan(large.code), scan("SF-9", act="parcel", pairs=5, grams=200), viewer=desk)
    assert [(one.kind, one.code) for one in returns.expiring(on=ON, viewer=desk)[:2]] == [
        ("grading", large.code),
        ("grading", small.code),
    ]
    assert returns.expiring(on=ON, viewer=desk)[2].kind == "parcel"


def test_queries_do_not_grow_with_what_waits() -> None:
    desk = clerk()
    counts = []
    for _round in range(2):
        receive(scan(on_the_way().code), viewer=desk)
        with CaptureQueriesContext(connection) as asked:
            returns.expiring(on=ON, viewer=desk)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8
