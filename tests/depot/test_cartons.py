"""Protect the label: a carton's number alone says what is in it, to those who may know, and to nobody else."""

import json
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.depot import door, models
from dukou.depot.records import CartonRecord
from dukou.depot.rules import goods as rules
from dukou.market import models as market
from dukou.provenance.models import Fact
from tests import builders
from tests.builders import DESK, NOW, owner, purchaser
from tests.depot.builders import PREFIX, Goods, deliver, depot, everything, passed, receive

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
# Nine of ten extension digits are for cartons; the tenth numbers pallets.
LAST_SERIAL = 9 * 10 ** (16 - len(PREFIX))


def number(serial: int) -> str:
    return rules.carton_number(PREFIX, serial)


def begin_at(serial: int, prefix: str = PREFIX) -> None:
    depot(prefix)
    models.SerialCounter.objects.create(prefix=prefix, next_serial=serial)


@pytest.fixture
def goods() -> list[Goods]:
    """Receive lots of 3, 1 and 2 cartons."""
    depot()
    seller = builders.factory()
    found = passed([500, 7, 400], owner=seller)
    receive()
    return found


def test_every_carton_of_every_run_tells_its_content_without_a_row_of_its_own(goods: list[Goods]) -> None:
    found = door.cartons([number(serial) for serial in range(1, 7)], viewer=TOWN)
    assert [(one.lot_id, one.pairs, one.number, one.count) for one in found] == [
        (goods[0].lot, 200, 1, 3),
        (goods[0].lot, 200, 2, 3),
        (goods[0].lot, 100, 3, 3),
        (goods[1].lot, 7, 1, 1),
        (goods[2].lot, 200, 1, 2),
        (goods[2].lot, 200, 2, 2),
    ]
    assert models.Carton.objects.count() == 0
    sku = market.Sku.objects.get(id=goods[0].sku)
    assert found[2] == CartonRecord(
        sscc=number(3),
        owner=goods[0].owner,
        line_id=goods[0].line,
        lot_id=goods[0].lot,
        lot_code=f"lot{goods[0].line}",
        sku_id=sku.pk,
        gtin=sku.gtin,
        pairs=100,
        number=3,
        count=3,
        note_code="",
    )


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(1, 300)), min_size=1, max_size=4), st.integers(1, LAST_SERIAL)
)
def test_cartons_of_a_day_hold_the_day_s_pairs_and_their_neighbours_do_not_exist(
    lots: list[tuple[int, int]], first: int
) -> None:
    with transaction.atomic():
        first = min(first, LAST_SERIAL - 5_000)
        begin_at(first)
        for pairs, per_carton in lots:
            passed([pairs], pairs_per_carton=per_carton)
        receive()
        after_last = models.SerialCounter.objects.get().next_serial
        serials = list(range(first, after_last))
        held = 0
        for start in range(0, len(serials), rules.MOST_CARTONS):
            part = serials[start : start + rules.MOST_CARTONS]
            held += sum(one.pairs for one in door.cartons([number(serial) for serial in part], viewer=TOWN))
        assert held == sum(pairs for pairs, _per_carton in lots)
        for outside in (first - 1, after_last):
            with pytest.raises(Missing, match=r"depot\.carton_not_found"):
                door.carton(number(outside), viewer=TOWN)
        transaction.set_rollback(True)


def test_numbers_of_two_prefixes_are_kept_apart() -> None:
    begin_at(5, "693900011")
    (first,) = passed([10])
    receive()
    models.CartonRun.objects.create(
        lot_id=first.lot, prefix="6939000", serial_first=5, count=1, pairs_per_carton=9, pairs_last=3
    )
    models.SerialCounter.objects.create(prefix="6939000", next_serial=6)
    assert door.carton(rules.carton_number("693900011", 5), viewer=TOWN).pairs == 10
    assert door.carton(rules.carton_number("6939000", 5), viewer=TOWN).pairs == 3


@pytest.mark.usefixtures("goods")
def test_a_wrong_check_digit_and_an_unknown_number_are_told_apart() -> None:
    before = everything()
    wrong = number(1)[:-1] + str((int(number(1)[-1]) + 1) % 10)
    with pytest.raises(Refusal, match=r"depot\.bad_sscc"):
        door.carton(wrong, viewer=TOWN)
    for unknown in (number(0), number(7), rules.carton_number("6950000", 1)):
        with pytest.raises(Missing, match=r"depot\.carton_not_found"):
            door.carton(unknown, viewer=TOWN)
    with pytest.raises(Refusal, match=r"depot\.too_many"):
        door.cartons([number(1)] * (rules.MOST_CARTONS + 1), viewer=TOWN)
    assert door.cartons([], viewer=TOWN) == []
    assert everything() == before


def test_for_a_rival_a_maker_a_buyer_and_a_stranger_a_carton_does_not_exist() -> None:
    depot()
    seller, maker = builders.factory(), builders.factory()
    (one,) = passed([500], owner=seller, maker=maker)
    receive()
    buyer = market.Line.objects.get(id=one.line).buyer_id
    for viewer in (owner(seller), DESK, TOWN):
        assert door.carton(number(1), viewer=viewer).pairs == 200
        assert len(door.cartons_of_lines([one.line], viewer=viewer)) == 1
    for viewer in (owner(maker), purchaser(buyer), owner(builders.factory()), ANONYMOUS):
        with pytest.raises(Missing, match=r"depot\.carton_not_found") as refused:
            door.carton(number(1), viewer=viewer)
        assert refused.value.facts == {}
        assert door.cartons_of_lines([one.line], viewer=viewer) == []


def test_one_s_own_carton_among_a_rival_s_is_not_shown_either(goods: list[Goods]) -> None:
    (other,) = passed([10])
    receive()
    with pytest.raises(Missing, match=r"depot\.carton_not_found"):
        door.cartons([number(1), number(7)], viewer=owner(goods[0].owner))
    assert door.carton(number(7), viewer=owner(other.owner)).pairs == 10


def test_a_line_shows_its_cartons_from_the_first_to_the_last(goods: list[Goods]) -> None:
    (found,) = door.cartons_of_lines([goods[0].line], viewer=owner(goods[0].owner))
    assert (found.sscc_first, found.sscc_last, found.count) == (number(1), number(3), 3)
    assert (found.pairs_per_carton, found.pairs_last) == (200, 100)


def test_a_carton_that_left_is_still_known(goods: list[Goods]) -> None:
    deliver(goods)
    assert door.carton(number(3), viewer=owner(goods[0].owner)).pairs == 100


def test_a_carton_is_singled_out_once_with_its_latest_note(goods: list[Goods]) -> None:
    asked = [number(3), number(4), number(3)]
    assert door.note_cartons(asked, "damaged", viewer=DESK, now=NOW) == 2
    assert door.note_cartons(asked, "damaged", viewer=DESK, now=NOW) == 0
    assert door.note_cartons([number(4)], "wet", viewer=DESK, now=NOW) == 1
    rows = models.Carton.objects.order_by("sscc").values_list("sscc", "pairs", "note_code", "run__lot_id")
    assert list(rows) == [(number(3), 100, "damaged", goods[0].lot), (number(4), 7, "wet", goods[1].lot)]
    shown = door.cartons([number(2), number(3), number(4)], viewer=owner(goods[0].owner))
    assert [one.note_code for one in shown] == ["", "damaged", "wet"]
    facts = Fact.objects.filter(kind="depot.carton_noted").order_by("id").values_list("subject", "firm", "payload")
    assert [(subject, firm, json.loads(payload)["note"]) for subject, firm, payload in facts] == [
        (number(3), goods[0].owner, "damaged"),
        (number(4), goods[0].owner, "damaged"),
        (number(4), goods[0].owner, "wet"),
    ]


def test_a_carton_that_was_counted_anew_shows_what_was_counted(goods: list[Goods]) -> None:
    door.note_cartons([number(3)], "miscounted", viewer=DESK, now=NOW)
    models.Carton.objects.update(pairs=98)
    assert door.carton(number(3), viewer=owner(goods[0].owner)).pairs == 98


@pytest.mark.parametrize(
    ("ssccs", "note", "code"),
    [
        ([number(1), "069390000000000013"], "wet", r"depot\.bad_sscc"),
        ([number(1), number(99)], "wet", r"depot\.carton_not_found"),
        ([number(1)], "", r"depot\.unknown_note"),
        ([number(1)], "=cmd|' /C calc'!A0", r"depot\.unknown_note"),
        ([number(1)], "湿" * 10_000, r"depot\.unknown_note"),
        ([number(1)] * 201, "wet", r"depot\.too_many"),
    ],
)
@pytest.mark.usefixtures("goods")
def test_a_bad_note_changes_nothing(ssccs: list[str], note: str, code: str) -> None:
    before = everything(), Fact.objects.count()
    with pytest.raises(Refusal, match=code):
        door.note_cartons(ssccs, note, viewer=DESK, now=NOW)
    assert (everything(), Fact.objects.count()) == before


def test_only_the_desk_notes_cartons(goods: list[Goods]) -> None:
    before = everything()
    for viewer in (owner(goods[0].owner), owner(builders.factory()), ANONYMOUS):
        with pytest.raises(Missing, match=r"depot\.carton_not_found"):
            door.note_cartons([number(1)], "wet", viewer=viewer, now=NOW)
    assert everything() == before


@pytest.mark.parametrize("count", [1, 200])
def test_queries_do_not_grow_with_the_batch(count: int, django_assert_num_queries: Any) -> None:
    depot()
    goods = passed([10] * 20) + passed([400] * 90)
    receive()
    asked = [number(serial) for serial in range(1, count + 1)]
    with django_assert_num_queries(3):
        assert len(door.cartons(asked, viewer=TOWN)) == count
    with django_assert_num_queries(2):
        door.cartons_of_lines([one.line for one in goods[:count]], viewer=TOWN)
    with django_assert_num_queries(7):
        assert door.note_cartons(asked[:50], "wet", viewer=DESK, now=NOW) == min(count, 50)
