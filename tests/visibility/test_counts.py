"""Protect even how much a firm has: to those who may not see it, the town looks the same when it is twice as much."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.visibility.answers import said
from tests.visibility.doors import rows
from tests.visibility.doubled import doubled
from tests.visibility.judge import Town, asked
from tests.visibility.rows import Row
from tests.visibility.world import house_models

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
]
STRANGERS = ("rival", "other_buyer", "shop", "supplier", "office", "anonymous")
Answers = dict[tuple[str, str], str]


def readers() -> dict[str, Row]:
    """Return the rows of doors that show something: what writers answer carries new codes each time."""
    return {
        name: row
        for name, row in rows().items()
        if row.is_public or all(cell.kind not in {"may"} for who, cell in row.cells.items() if who in STRANGERS)
    }


def answers(town: Town) -> Answers:
    return {
        (name, who): said(asked(row, who, town, town.world.owner)) for name, row in readers().items() for who in STRANGERS
    }


@pytest.fixture(scope="module")
def two_answers(town: Town) -> Iterator[tuple[Answers, Answers]]:
    """Return what strangers are answered, before and after the owner's town is doubled."""
    before = answers(town)
    with transaction.atomic():
        assert doubled(house_models(), town.world.owner.seller) > 50
        yield before, answers(town)
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", readers())
def test_strangers_cannot_count(name: str, two_answers: tuple[Answers, Answers]) -> None:
    before, after = two_answers
    for who in STRANGERS:
        assert before[name, who] == after[name, who]


def test_whoever_may_see_it_counts_twice(town: Town, two_answers: tuple[Answers, Answers]) -> None:
    changed = [
        name
        for name, row in readers().items()
        if not row.is_public
        and "market.order" in row.cells["owner"].labels
        and said(asked(row, "owner", town, town.world.owner)) != two_answers[0].get((name, "owner"))
    ]
    assert changed
