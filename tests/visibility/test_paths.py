"""Protect every firm from every other: no address tells a visitor what the visibility table does not grant him."""

import pytest
from django.core.management import call_command

from tests.visibility.judge import Town
from tests.visibility.paths import faults, paths
from tests.visibility.rows import VISITORS

pytestmark = [
    pytest.mark.django_db,
]
PATHS = paths()


@pytest.fixture(autouse=True)
def _cache_table() -> None:
    """Make the table in which log-in attempts are counted."""
    call_command("createcachetable", verbosity=0)


@pytest.mark.parametrize("name", PATHS)
def test_each_visitor_gets_what_its_cell_says(name: str, town: Town) -> None:
    found = [fault for who in VISITORS for fault in faults(PATHS[name], who, town)]
    assert not found, "\n".join(found)
