"""Give the tests of visibility one town a module: building it takes longer than asking all its doors."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.visibility.judge import Town
from tests.visibility.marks import collected
from tests.visibility.world import built, house_models


@pytest.fixture(scope="module")
def town(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """Return a built town in a transaction that is taken back when the module is done."""
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock(), transaction.atomic():
        world = built()
        yield Town(world, collected(house_models()))
        transaction.set_rollback(True)
