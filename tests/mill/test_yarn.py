"""Protect the book of yarn: no gram is knitted twice, what a lot is of can be told, and rivals see nothing."""

from collections import Counter
from typing import Any

import pytest
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import ANONYMOUS
from dukou.journey.audit.faults import YARN
from dukou.mill import door, models
from dukou.mill.records import NewYarnUse
from dukou.mill.rules import yarn as rules
from dukou.provenance import models as book
from tests import builders
from tests.builders import DESK, NOW, ON, owner
from tests.lab.builders import lot_of, lots
from tests.mill import towns
from tests.mill.towns import knit, plan
from tests.provenance.threads import in_threads
from tests.returns.laws import broken

LOTS = st.lists(
    st.builds(rules.KnittedLot, st.integers(1, 9), st.integers(1, 3), st.integers(1, 4_000_000), st.integers(10, 90)),
    max_size=12,
    unique_by=lambda one: one.lot_id,
)


def new(lot: str, grams: int = 2_000, *, came: int = 5_000, number: str = "SH-2211") -> NewYarnUse:
    return NewYarnUse(lot, number, "cotton", "32s/1", grams, came)


def enter(firm: int, one: NewYarnUse) -> None:
    door.book_yarn(one, viewer=owner(firm), on=ON, now=NOW)


def refusal(firm: int, one: NewYarnUse) -> str:
    tables = (models.YarnLot, models.YarnUse, book.Fact)
    before = [list(table.objects.values_list()) for table in tables]
    with pytest.raises(Refusal) as refused:
        enter(firm, one)
    assert before == [list(table.objects.values_list()) for table in tables]
    return refused.value.code


@settings(max_examples=60, deadline=None)
@given(LOTS, st.integers(0, 900_000))
def test_every_gram_comes_before_it_goes_and_goes_once(some: list[rules.KnittedLot], left: int) -> None:
    there = {(1, "cotton"): [("old", left)]} if left else {}
    used, brought = rules.draw_off(some, there, ON)
    assert (used, brought) == rules.draw_off(some, there, ON)
    gone, came = Counter[tuple[int, str]](), Counter({(one.firm, one.number): one.grams for one in brought})
    came[1, "old"] += left
    for one in used:
        gone[one.firm, one.number] += one.grams
    assert len(brought) == len({(one.firm, one.number) for one in brought})
    assert all(0 < gone[key] <= came[key] for key in gone)
    for lot in some:
        assert sum(one.grams for one in used if one.lot_id == lot.lot_id) == lot.pieces * lot.grams_per_pair // 2


@pytest.mark.doors
@pytest.mark.django_db
def test_the_floor_takes_the_yarn_of_lots_that_are_through() -> None:
    town = towns.town()
    builders.order([(town.sock, 500), (town.sock, 40_000)], seller=town.own)
    plan()
    for number in range(9):
        knit(number)
    for lot in models.Lot.objects.all():
        used = models.YarnUse.objects.filter(lot=lot).aggregate(grams=Sum("grams"))["grams"]
        assert used == (lot.pieces_made * 20 if lot.pieces_made == lot.pieces_to_make else None)
    through = models.Lot.objects.filter(finish_on__isnull=False)
    assert set(models.YarnUse.objects.values_list("lot_id", flat=True)) == set(through.values_list("id", flat=True))
    (yarn, *_rest) = door.yarn_of_lots([through.order_by("id")[0].pk], viewer=owner(town.own))
    assert (yarn.fibre, yarn.is_simulated) == ("cotton", True)
    assert broken(YARN) == set()


@pytest.mark.doors
@pytest.mark.django_db
def test_a_maker_enters_its_yarn_once_and_no_more_than_came() -> None:
    firm = builders.factory()
    first, second = (lot_of(line) for line in lots([500, 500], maker=firm))
    for _again in range(2):
        enter(firm, new(first.code))
    assert models.YarnLot.objects.get().grams_left == 3_000
    assert book.Fact.objects.filter(kind="mill.yarn_booked").count() == 1
    for grams, lot, code in ((1_000, first, "yarn_booked"), (3_001, second, "yarn_short")):
        assert refusal(firm, new(lot.code, grams)) == f"mill.{code}"
    enter(firm, new(second.code, 3_000))
    assert (models.YarnLot.objects.get().grams_left, broken(YARN)) == (0, set())
    knitted_from_it = [(one.lot_id, one.shares) for one in door.sibling_lots(first.pk, viewer=DESK)]
    assert knitted_from_it == [(first.pk, "itself"), (second.pk, "yarn")]


@pytest.mark.doors
@pytest.mark.django_db
def test_nobody_enters_or_reads_the_yarn_of_another() -> None:
    firm, seller = builders.factory(), builders.factory()
    lot = lot_of(lots([500], maker=firm, seller=seller)[0])
    enter(firm, new(lot.code))
    for viewer in (owner(seller), owner(builders.factory()), DESK, ANONYMOUS):
        with pytest.raises(Missing):
            door.book_yarn(new(lot.code, number="X"), viewer=viewer, on=ON, now=NOW)
    seen = {name: len(door.yarn_of_lots([lot.pk], viewer=viewer)) for name, viewer in _viewers(firm, seller).items()}
    assert seen == {"maker": 1, "seller": 1, "desk": 1, "rival": 0, "nobody": 0}
    with pytest.raises(Missing):
        door.sibling_lots(lot.pk, viewer=owner(firm))


def _viewers(firm: int, seller: int) -> dict[str, Any]:
    rival = owner(builders.factory())
    return {"maker": owner(firm), "seller": owner(seller), "desk": DESK, "rival": rival, "nobody": ANONYMOUS}


@pytest.mark.doors
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"number": ""}, "bad_yarn_number"),
        ({"number": "x" * 41}, "bad_yarn_number"),
        ({"number": "a\x00b"}, "bad_yarn_number"),
        ({"fibre": "gold"}, "unknown_fibre"),
        ({"count": "x" * 13}, "unknown_fibre"),
        ({"grams_used": 0}, "absurd_grams"),
        ({"grams_used": 10**12}, "absurd_grams"),
        ({"grams_came": 1_999}, "yarn_short"),
    ],
)
def test_yarn_that_makes_no_sense_is_refused(changed: dict[str, Any], code: str) -> None:
    firm = builders.factory()
    lot = lot_of(lots([500], maker=firm)[0])
    asked = {"number": "SH-1", "fibre": "cotton", "count": "32s/1", "grams_used": 2_000, "grams_came": 5_000} | changed
    assert refusal(firm, NewYarnUse(lot.code, **asked)) == f"mill.{code}"


@pytest.mark.doors
@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_use_the_same_grams() -> None:
    firm = builders.factory()
    codes = [lot_of(line).code for line in lots([500, 500, 500], maker=firm)]
    enter(firm, new(codes[2], 1_000))

    def at_once(number: int) -> str:
        try:
            enter(firm, new(codes[number], 3_000))
        except Refusal as refused:
            return refused.code
        return "done"

    assert sorted(in_threads(2, at_once)) == ["done", "mill.yarn_short"]
    assert (models.YarnLot.objects.get().grams_left, broken(YARN)) == (1_000, set())
