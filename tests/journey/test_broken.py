"""Protect the town from its own demonstration: only a copy is broken, the audit finds it, and no copy stays."""

import hashlib
from pathlib import Path

import pytest
from django.db import connection

from dukou.base.errors import Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY, OPERATOR, Viewer
from dukou.jobs import door as jobs
from dukou.journey import broken
from tests import builders as build
from tests.journey.towns import copied, dukou, rows, seeded

pytestmark = pytest.mark.slow
DAYS = 14
OWNER = Viewer(person=1, firm=1, roles=frozenset({FACTORY}))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small town with goods on the shelf."""
    home = seeded(tmp_path_factory.mktemp("busy") / "home", days=10)
    dukou(home, "run", "--days", str(DAYS))
    return home


def digest(home: Path) -> str:
    return hashlib.sha256((home / "town.sqlite3").read_bytes()).hexdigest()


def test_a_carton_that_vanishes_from_a_copy_is_found_and_the_town_is_untouched(town: Path, tmp_path: Path) -> None:
    home = copied(town, tmp_path / "home")
    before, said = digest(home), []
    (owner,) = rows(home, "SELECT owner_id FROM depot_stock WHERE pairs_on_hand > 0 ORDER BY id LIMIT 1")[0]

    def report(progress_ppm: int, note_code: str) -> bool:
        said.append((progress_ppm, note_code))
        return True

    found = broken.broken(home / "town.sqlite3", home, firm=owner, draw="x", report=report)
    assert found["faults_before"] == 0
    (fault,) = found["faults"]
    assert fault == {"law": "cartons hold what was received", "rows": 1, "names_lot": True}
    sellers = dict(rows(home, "SELECT t.code, l.seller_id FROM mill_lot t JOIN market_line l ON l.id = t.line_id"))
    assert sellers[found["lot"]] == owner
    assert said == sorted(said)
    assert digest(home) == before
    assert not (home / broken.FOLDER).exists()


@pytest.mark.parametrize("stops_at", range(4))
def test_where_it_is_stopped_no_copy_stays(town: Path, tmp_path: Path, stops_at: int) -> None:
    home = tmp_path / "home"
    (home / broken.FOLDER).mkdir(parents=True)
    (home / broken.FOLDER / "left-by-a-killed-worker").touch()
    before, left = digest(town), iter([True] * stops_at + [False])
    assert broken.broken(town / "town.sqlite3", home, firm=0, draw="x", report=lambda *_: next(left)) == {}
    assert digest(town) == before
    assert not (home / broken.FOLDER).exists()


@pytest.mark.django_db
def test_it_is_asked_for_by_people_with_a_firm_one_at_a_time() -> None:
    broken.ask(viewer=OWNER, now=build.NOW)
    with pytest.raises(Refusal, match=r"jobs\.one_at_a_time"):
        broken.ask(viewer=OWNER, now=build.NOW)
    with pytest.raises(Refusal, match=r"journey\.no_firm"):
        broken.ask(viewer=Viewer(person=2), now=build.NOW)
    broken.ask(viewer=Viewer(person=3, firm=3, roles=frozenset({OPERATOR})), now=build.NOW)
    assert len(jobs.list_jobs(viewer=TOWN)) == 2


@pytest.mark.django_db
def test_a_town_on_another_database_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    broken.ask(viewer=OWNER, now=build.NOW)
    (lease,) = jobs.claim(kinds=[broken.BREAK], lease_seconds=60, viewer=TOWN, now=build.NOW)
    monkeypatch.setattr(connection, "vendor", "postgresql")
    with pytest.raises(Refusal, match=r"journey\.copy_needs_sqlite"):
        broken.break_copy(lease, lambda: build.NOW)
