"""Protect every firm from every other: no door tells a viewer what the visibility table does not grant it."""

import pytest

from dukou.base.viewer import ANONYMOUS
from tests.visibility.answers import said
from tests.visibility.doors import rows
from tests.visibility.judge import Town, asked, faults, marks_of_others
from tests.visibility.rows import Cell
from tests.visibility.world import CLASSES

pytestmark = [
    pytest.mark.doors,
    pytest.mark.django_db,
    # Ibis still calls what DuckDB has renamed.
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
]
ROWS = rows()
OF_VIEWERS = {name: row for name, row in ROWS.items() if not row.is_public}
PUBLIC = {name: row for name, row in ROWS.items() if row.is_public}


@pytest.mark.parametrize("name", OF_VIEWERS)
def test_each_viewer_gets_what_its_cell_says(name: str, town: Town) -> None:
    found = [fault for who in CLASSES for fault in faults(OF_VIEWERS[name], who, town)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_door_names_no_firm(name: str, town: Town) -> None:
    row = PUBLIC[name]
    text = said(asked(row, "anonymous", town, town.world.owner))
    found = list(marks_of_others(text, "anonymous", Cell("may", row.told), town))
    assert not found, "\n".join(found)
