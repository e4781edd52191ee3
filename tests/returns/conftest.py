"""Let the audit look at what a test leaves, so that a law that forbids honest deeds is found out."""

from collections.abc import Iterator

import pytest

from dukou.journey.audit import asking, dock
from tests.returns.laws import broken


@pytest.fixture
def lawful(db: None) -> Iterator[None]:
    """Hold what doors did to the laws about requests, promises, the dock, gradings and rides home."""
    del db
    yield
    assert broken((*asking.LAWS, *dock.LAWS)) == set()
