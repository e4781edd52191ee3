"""Protect the table itself: a door, an address or a table of the database that it says nothing of is found."""

import json
import types

import pytest
from django.urls import URLResolver, path
from django.urls.resolvers import RegexPattern

from dukou.base.viewer import Viewer
from dukou.mill import door as mill
from dukou.web.parts.excel import workbook
from tests.visibility import doors, paths
from tests.visibility.answers import unpacked
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


def test_a_module_behind_a_door_that_others_open_is_a_door_too(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = "dukou.depot.door.shelf"
    before = {doors.name_of(one) for one in doors.doors_of("dukou.depot.door")}
    assert "depot.door.shelf.locked" not in before
    monkeypatch.setattr(doors, "opened_by_others", lambda: frozenset((inner,)))
    assert "depot.door.shelf.locked" in {doors.name_of(one) for one in doors.doors_of("dukou.depot.door")}


def test_what_others_import_is_known() -> None:
    assert "dukou.market.door.orders" in doors.opened_by_others()
    assert "dukou.depot.door.shelf" not in doors.opened_by_others()
    source = "from dukou.depot.door import shelf\nfrom dukou.depot.door.shelf import locked"
    assert list(doors.imports_in(source)) == [("dukou.depot.door", "shelf"), ("dukou.depot.door.shelf", "locked")]


def test_every_address_has_a_row() -> None:
    assert paths.without_row(paths.routes(), paths.paths().values()) == []


def test_every_row_is_of_an_address() -> None:
    assert {one.route for one in paths.paths().values()} <= set(paths.routes())


def test_a_planted_address_without_a_row_is_found() -> None:
    resolver = URLResolver(RegexPattern(""), [path("secrets/<int:key>/", lambda _request: None)])
    assert paths.without_row(paths.routes(resolver), paths.paths().values()) == ["secrets/<int:key>/"]


def test_answers_are_read_as_a_reader_sees_them() -> None:
    assert unpacked(json.dumps({"words": "货号1234567"}).encode()) == '{"words": "货号1234567"}'
    assert unpacked(b"<p>&#36135;&#x53f7;1234567</p>") == "<p>货号1234567</p>"
    assert "货号1234567" in unpacked(workbook([("Orders", ["货号1234567"], [])]))


def test_a_row_that_leaves_a_class_out_is_refused() -> None:
    with pytest.raises(ValueError, match="rival"):
        Row(planted, lambda _q: None, {who: NOTHING for who in CLASSES if who != "rival"})
    with pytest.raises(ValueError, match="rival"):
        Path("x/", lambda _q: None, {who: NOTHING for who in CLASSES if who not in {"rival", "town"}})


def test_of_every_table_it_is_known_whose_rows_are() -> None:
    assert set(HOLDERS) == {model._meta.label_lower for model in house_models()}
