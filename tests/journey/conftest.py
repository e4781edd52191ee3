"""Give the tests of whole towns one that is settled, made once."""

from pathlib import Path

import pytest

from tests.journey.towns import dukou, seeded


@pytest.fixture(scope="session")
def settled_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small town whose order book went the whole way; copy it before changing it."""
    home = seeded(tmp_path_factory.mktemp("settled") / "home")
    dukou(home, "run", "--until-settled")
    return home
