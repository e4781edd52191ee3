"""Protect what a firm can show: its brands and certificates are entered once, dated, and its own to show."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.registry import door
from tests.registry.build import (
    NOW,
    desk,
    enter_firms,
    enter_town,
    everything,
    new_certificate,
    owner,
    strangers,
)

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
LONG = "x" * 10_000
Brand = tuple[str, str, str, Sequence[str]]


def test_a_firm_reads_its_brands_with_their_trademarks() -> None:
    keys = enter_firms(2)
    new: list[Brand] = [("firm-1", "暖步", "Nuanbu", ("D-1", "D-2")), ("firm-2", "雪禾", "Xuehe", ())]
    assert door.add_brands(new, viewer=TOWN, now=NOW) == 2
    (mine,) = door.brands(viewer=owner(keys["firm-1"]))
    assert (mine.firm, mine.name_zh, mine.name_en, mine.trademarks) == (
        keys["firm-1"],
        "暖步",
        "Nuanbu",
        ("D-1", "D-2"),
    )
    for seer in (desk(), TOWN):
        assert [one.trademarks for one in door.brands(viewer=seer)] == [("D-1", "D-2"), ()]


def test_a_certificate_is_valid_from_its_first_day_to_its_last() -> None:
    keys = enter_town(1)
    mine = owner(keys["firm-1"])
    (shown,) = door.certificates(viewer=mine)
    assert (shown.firm, shown.kind, shown.number) == (keys["firm-1"], "OEKO-TEX STANDARD 100", "DEMO-1")
    days = (date(2025, 5, 31), shown.valid_from, shown.valid_to, date(2026, 6, 1))
    assert [len(door.certificates(viewer=mine, on=day)) for day in days] == [0, 1, 1, 0]


def test_a_rival_a_stranger_and_the_office_see_neither() -> None:
    keys = enter_town(2)
    assert len(door.certificates(viewer=desk())) == 2
    for other in strangers(keys["firm-2"]):
        shown = repr((door.brands(viewer=other), door.certificates(viewer=other)))
        assert not [secret for secret in ("暖步1", "Nuanbu 1", "D-1", "DEMO-1") if secret in shown]


WRONG_BRANDS: list[tuple[str, Brand]] = [
    ("registry.bad_name", ("firm-1", "", "Leer", ())),
    ("registry.bad_name", ("firm-1", "暖", LONG, ())),
    ("registry.bad_trademark", ("firm-1", "暖", "Nuan", (LONG,))),
    ("registry.bad_trademark", ("firm-1", "暖", "Nuan", ("no. 1",))),
    ("registry.firm_not_found", ("firm-9", "暖", "Nuan", ())),
    ("registry.already_entered", ("firm-1", "暖", "Nuan", ("D-1",))),
]


@pytest.mark.parametrize(("code", "wrong"), WRONG_BRANDS)
def test_a_wrong_brand_is_refused_and_with_it_the_whole_batch(code: str, wrong: Brand) -> None:
    enter_town(1)
    before = everything()
    with pytest.raises(Refusal) as caught:
        door.add_brands([("firm-1", "雪禾", "Xuehe", ("D-7",)), wrong], viewer=TOWN, now=NOW)
    assert caught.value.code == code
    assert everything() == before


WRONG_CERTIFICATES: list[tuple[str, dict[str, Any]]] = [
    ("registry.bad_name", {"kind": ""}),
    ("registry.bad_name", {"number": LONG}),
    ("registry.bad_period", {"valid_to": date(2025, 5, 31)}),
    ("registry.no_source", {"source": " "}),
    ("registry.no_source", {"source": LONG}),
    ("registry.firm_not_found", {"firm_code": "firm-9"}),
    ("registry.already_entered", {"number": "DEMO-1"}),
]


@pytest.mark.parametrize(("code", "wrong"), WRONG_CERTIFICATES)
def test_a_wrong_certificate_is_refused_and_with_it_the_whole_batch(code: str, wrong: dict[str, Any]) -> None:
    enter_town(2)
    before = everything()
    new = [new_certificate(1, number="DEMO-8"), new_certificate(2, **{"number": "DEMO-9", **wrong})]
    with pytest.raises(Refusal) as caught:
        door.add_certificates(new, viewer=TOWN, now=NOW)
    assert caught.value.code == code
    assert everything() == before


def test_only_the_town_enters_brands_and_certificates() -> None:
    keys = enter_town(2)
    before = everything()
    for other in (*strangers(keys["firm-2"]), desk()):
        with pytest.raises(Missing):
            door.add_brands([("firm-1", "雪禾", "Xuehe", ())], viewer=other, now=NOW)
        with pytest.raises(Missing):
            door.add_certificates([new_certificate(1, number="DEMO-9")], viewer=other, now=NOW)
    assert everything() == before


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_papers(count: int, django_assert_num_queries: Any) -> None:
    enter_firms(count)
    numbers = range(1, count + 1)
    new: list[Brand] = [(f"firm-{n}", "暖", "Nuan", (f"D-{n}", f"E-{n}")) for n in numbers]
    with django_assert_num_queries(6):
        assert door.add_brands(new, viewer=TOWN, now=NOW) == 2 * count
    with django_assert_num_queries(5):
        assert door.add_certificates([new_certificate(n) for n in numbers], viewer=TOWN, now=NOW) == count
    with django_assert_num_queries(2):
        assert len(door.brands(viewer=TOWN)) == count
    with django_assert_num_queries(1):
        assert len(door.certificates(viewer=TOWN)) == count
