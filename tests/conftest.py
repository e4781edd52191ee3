"""Give every test the town's clock, its viewer and the shared data."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dukou.base.town import TOWN
from dukou.base.viewer import Viewer

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture
def now() -> datetime:
    """Return one fixed instant of the town's clock."""
    return datetime(2025, 12, 3, 1, 0, tzinfo=UTC)


@pytest.fixture
def town_viewer() -> Viewer:
    """Return the viewer that sees everything."""
    return TOWN


@pytest.fixture
def shared_data() -> Path:
    """Return the folder of real data, or skip visibly where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("absent: ../shared")
    return SHARED_DATA
