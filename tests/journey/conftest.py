"""Give the tests of whole towns one that is settled, made once."""

from pathlib import Path

import pytest

from tests.journey.towns import dukou, made_once, seeded


@pytest.fixture(scope="session")
def settled_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small town whose order book went the whole way; copy it before changing it."""
    return made_once(tmp_path_factory, "settled", settle)


def settle(home: Path) -> None:
    """Let a small town's order book go the whole way."""
    seeded(home)
    dukou(home, "run", "--until-settled")
