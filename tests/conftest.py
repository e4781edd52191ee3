"""Give every test the town's clock, its viewer and the shared data; keep the order and the manners of a run."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from dukou.base.town import TOWN
from dukou.base.viewer import Viewer

pytest_plugins = ["tests.skips"]
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

# Tests are never timed: a busy machine must not fail a property.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure() -> None:
    """Make the folder of gathered files, which `up` makes in a town: pages warn where it is absent."""
    home = Path(os.environ.get("DUKOU_HOME") or Path(__file__).resolve().parents[1] / "var")
    (home / "static").mkdir(parents=True, exist_ok=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let whole simulated books run last."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say above the closing line how the passes before this one ended; `town.py` hands that down."""
    if lines := os.environ.get("DUKOU_PASSES"):
        terminalreporter.section("passes before this one")
        terminalreporter.write_line(lines)


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
