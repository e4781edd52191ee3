"""Protect even how much a firm has: to those who may not see it, the town looks the same when it is twice as much."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from dukou.market.door import orders
from dukou.market.records import OrderPage
from tests.visibility import paths
from tests.visibility.answers import response_text, said
from tests.visibility.doors import rows
from tests.visibility.doubled import Copies, doubled
from tests.visibility.judge import Town, asked
from tests.visibility.rows import Path, Row
from tests.visibility.world import house_models

pytestmark = [
    pytest.mark.django_db,
]
STRANGERS = ("rival", "other_buyer", "shop", "supplier", "office", "anonymous")
# Pages open the doors: these two show whether they add anything of their own.
VISITING_STRANGERS = ("rival", "anonymous")
Answers = dict[tuple[str, str], object]


@dataclass(frozen=True)
class Twice:
    """Hold the answers before and after, and what was copied."""

    before: Answers
    after: Answers
    copies: Copies


def readers() -> dict[str, Row]:
    """Return the rows of doors that show something: what writers answer carries new codes each time."""
    return {
        name: row
        for name, row in rows().items()
        if row.is_public or all(cell.kind != "may" for who, cell in row.cells.items() if who in STRANGERS)
    }


def answers(town: Town) -> Answers:
    return {
        (name, who): asked(row, who, town, town.world.owner)
        for name, row in readers().items()
        for who in (*STRANGERS, "owner")
    } | {(name, who): pages(one, who, town) for name, one in paths.paths().items() for who in VISITING_STRANGERS}


def pages(one: Path, who: str, town: Town) -> str:
    """Return what an address answers in both languages."""
    return "\n".join(response_text(response) for response in paths.asked(one, who, town, town.world.owner))


@pytest.fixture(scope="module")
def twice(town: Town) -> Iterator[Twice]:
    """Ask every door, double what the owner has, and ask again."""
    call_command("createcachetable", verbosity=0)
    before = answers(town)
    with transaction.atomic():
        copies = doubled(house_models(), town.world.owner.seller)
        yield Twice(before, answers(town), copies)
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", readers())
def test_strangers_cannot_count_through_doors(name: str, twice: Twice) -> None:
    told = [who for who in STRANGERS if said(twice.before[name, who]) != said(twice.after[name, who])]
    assert told == []


def shown() -> list[str]:
    """Return the addresses but for the watchman's: how much work waits in the whole town is what he asks for."""
    return [name for name, one in paths.paths().items() if one.route != "healthz"]


@pytest.mark.parametrize("name", shown())
def test_strangers_cannot_count_on_pages(name: str, twice: Twice) -> None:
    for who in VISITING_STRANGERS:
        before, after = str(twice.before[name, who]), str(twice.after[name, who])
        assert before == after, paths.first_difference(before, after)


def test_whoever_sees_the_owner_counts_twice(twice: Twice) -> None:
    name = next(name for name, row in readers().items() if row.door is orders.orders)
    before, after = twice.before[name, "owner"], twice.after[name, "owner"]
    assert isinstance(before, OrderPage)
    assert isinstance(after, OrderPage)
    assert after.total == 2 * before.total > 0
    assert {table._meta.app_label for table, _key in twice.copies} == set(settings.ROOMS) - {"datacentre"}
