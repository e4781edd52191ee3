"""Protect the table itself: a door, an address or a table of the database that it says nothing of is found."""

import types

import pytest
from django.urls import URLResolver, path
from django.urls.resolvers import RegexPattern

from dukou.base.viewer import Viewer
from dukou.mill import door as mill
from tests.visibility import doors, paths
from tests.visibility.marks import HOLDERS
from tests.visibility.rows import NOTHING, Path, Row
from tests.visibility.world import CLASSES, house_models


def planted(*, viewer: Viewer) -> None:
    """Stand for a door of which nobody has written a row."""


def test_every_door_has_a_row() -> None:
    assert doors.without_row(doors.doors(), doors.rows().values()) == []


def test_every_row_is_of_a_door() -> None:
    assert {row.door for row in doors.rows().values()} <= set(doors.doors())


def test_a_planted_door_without_a_row_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mill, "planted", planted, raising=False)
    monkeypatch.setattr(mill, "__all__", [*mill.__all__, "planted"])
    assert doors.name_of(planted) in doors.without_row(doors.doors(), doors.rows().values())


def test_a_planted_door_is_found_where_a_room_lists_none() -> None:
    module = types.ModuleType(__name__)
    module.__dict__.update(planted=planted, _inner=planted, path=path, Viewer=Viewer)
    assert list(doors.functions_of(module)) == [planted]


def test_every_address_has_a_row() -> None:
    assert paths.without_row(paths.routes(), paths.paths().values()) == []


def test_every_row_is_of_an_address() -> None:
    assert {one.route for one in paths.paths().values()} <= set(paths.routes())


def test_a_planted_address_without_a_row_is_found() -> None:
    resolver = URLResolver(RegexPattern(""), [path("secrets/<int:key>/", lambda _request: None)])
    assert paths.without_row(paths.routes(resolver), paths.paths().values()) == ["secrets/<int:key>/"]


def test_a_row_that_leaves_a_class_out_is_refused() -> None:
    with pytest.raises(ValueError, match="rival"):
        Row(planted, lambda _q: None, {who: NOTHING for who in CLASSES if who != "rival"})
    with pytest.raises(ValueError, match="rival"):
        Path("x/", lambda _q: None, {who: NOTHING for who in CLASSES if who not in {"rival", "town"}})


def test_of_every_table_it_is_known_whose_rows_are() -> None:
    assert set(HOLDERS) == {model._meta.label_lower for model in house_models()}
