"""Protect a town whose saving or restoring is cut off: at whatever step, nothing or all of it is there, and the next
one succeeds."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dukou.base.errors import Refusal
from dukou.site import safekeeping
from tests.site.databases import sqlite_settings
from tests.site.test_safekeeping import FILES, ROWS, contents, fill, refused, rows

ROOT = Path(__file__).resolve().parents[2]
THEIRS = b"made when the first command ran"
# Does a thing again and again, each time in a process of its own that ends (or has no room on its disk) one step later,
# a step being whatever Python reports to its auditors; each time, the folder it had is looked at and the thing done
# again undisturbed.
CUT = """
import errno, json, os, sys
from pathlib import Path
from dukou.base.errors import Refusal
from dukou.site import safekeeping
sys.path.insert(0, {root!r})
verb, how, archive, top = sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])


def do(home):
    database = {{"ENGINE": "django.db.backends.sqlite3", "NAME": str(home / "town.sqlite3")}}
    if verb == "restore":
        safekeeping.bring_back(archive, home=home, database=database)
    else:
        saved = archive.parent / "home"
        database["NAME"] = str(saved / "town.sqlite3")
        safekeeping.save(home / "saved.tar.gz", home=saved, database=database)


def do_cut(home, step):
    seen = 0

    def look(event, _arguments):
        nonlocal seen
        if event == "open" or event.startswith(("os.", "shutil.", "sqlite3.", "tempfile.")):
            seen += 1
            if seen == step and how == "killed":
                os._exit(9)
            if seen == step:
                raise OSError(errno.ENOSPC, "planted")

    sys.addaudithook(look)
    do(home)
    return 0 if seen >= step else 3


def apart(work):
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = work() or 0
        except (OSError, Refusal):
            code = 2
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


found = []
for step in range(1, 2000):
    home = top / str(step)
    home.mkdir()
    if verb == "restore":
        (home / "secret").write_bytes({theirs!r})
    ended = apart(lambda: do_cut(home, step))
    left = {{str(one.relative_to(home)): one.read_bytes().hex() for one in home.rglob("*") if one.is_file()}}
    again = apart(lambda: do(home))
    found.append([ended, left, again])
    if ended == 3:
        break
print(json.dumps(found))
"""


def cut_off(verb: str, how: str, archive: Path, top: Path) -> list[tuple[int, dict[str, bytes], int]]:
    """Return for each step how the cut run ended, what files it left, and how the next run ended.

    The last run has no such step: it ends with 3.
    """
    done = subprocess.run(
        [sys.executable, "-c", CUT.format(root=str(ROOT), theirs=THEIRS), verb, how, str(archive), str(top)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) > 10
    return [(ended, {name: bytes.fromhex(one) for name, one in left.items()}, again) for ended, left, again in found]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the archive of a small town, which stands beside it."""
    folder = tmp_path_factory.mktemp("saved")
    database = sqlite_settings(folder / "home" / "town.sqlite3")
    fill(folder / "home", database)
    safekeeping.save(folder / "town.tar.gz", home=folder / "home", database=database)
    return folder / "town.tar.gz"


def is_whole(home: Path) -> bool:
    return contents(home).keys() == {*FILES, "town.sqlite3"} and rows(sqlite_settings(home / "town.sqlite3")) == ROWS


def test_a_restore_that_is_killed_can_be_done_again(saved: Path, tmp_path: Path) -> None:
    found = cut_off("restore", "killed", saved, tmp_path)
    halfway = 0
    for step, (ended, left, again) in enumerate(found, start=1):
        is_town = "town.sqlite3" in left
        assert (ended, again) == (3 if step == len(found) else 9, 2 if is_town else 0)
        halfway += not is_town and "files/ab/cdef" in left
        assert is_whole(tmp_path / str(step)), step
        assert (tmp_path / str(step) / "secret").read_bytes() == FILES["secret"]
    assert halfway > 1


def test_a_restore_without_room_leaves_nothing_or_a_town(saved: Path, tmp_path: Path) -> None:
    found = cut_off("restore", "full", saved, tmp_path)
    for step, (ended, left, again) in enumerate(found, start=1):
        # Python itself gets over some of these faults.
        assert ended in {0, 2} or step == len(found)
        if "town.sqlite3" not in left:
            assert (ended, left, again) == (2, {"secret": THEIRS}, 0)
        assert is_whole(tmp_path / str(step)), step


@pytest.mark.parametrize(("how", "codes"), [("killed", {9, 3}), ("full", {0, 2, 3})])
def test_a_saving_that_is_cut_off_leaves_no_archive_and_no_rubbish(
    how: str, codes: set[int], saved: Path, tmp_path: Path
) -> None:
    found = cut_off("save", how, saved, tmp_path)
    for step, (ended, left, again) in enumerate(found, start=1):
        is_saved = "saved.tar.gz" in left
        assert ended in codes
        assert again == (2 if is_saved else 0)
        folder = tmp_path / str(step)
        if not is_saved:
            assert how == "killed" or left == {}
            assert [one.name for one in folder.iterdir()] == ["saved.tar.gz"], step
            continue
        home = tmp_path / f"restored-{step}"
        safekeeping.bring_back(folder / "saved.tar.gz", home=home, database=sqlite_settings(home / "town.sqlite3"))
        assert is_whole(home)


def half_restored(home: Path) -> Any:
    """Make what a restore leaves that was killed before its database was in place."""
    for name in ("files/ab/cdef", "secret", ".restoring/before/secret", ".restoring/town/database.sqlite3"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(THEIRS)
    return sqlite_settings(home / "town.sqlite3")


def test_no_town_is_begun_where_a_restore_was_cut_off(tmp_path: Path) -> None:
    database = half_restored(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(Refusal, match=r"site\.restore_cut"):
        safekeeping.require_whole(tmp_path, database)
    assert contents(tmp_path) == before
    (tmp_path / "town.sqlite3").write_bytes(b"in place")
    safekeeping.require_whole(tmp_path, database)
    assert contents(tmp_path) == {"files/ab/cdef": THEIRS, "secret": THEIRS, "town.sqlite3": b"in place"}
    safekeeping.require_whole(tmp_path, database)


def test_a_bad_archive_after_a_cut_leaves_an_empty_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    database = half_restored(home)
    (tmp_path / "bad.tar.gz").write_bytes(b"no archive")
    with pytest.raises(Refusal, match=r"site\.archive_broken"):
        safekeeping.bring_back(tmp_path / "bad.tar.gz", home=home, database=database)
    assert contents(home) == {"secret": THEIRS}
    refused("site.archive_broken", tmp_path / "bad.tar.gz", home, database)


def test_a_run_that_still_saves_is_not_taken_for_a_dead_one(saved: Path, tmp_path: Path) -> None:
    database = sqlite_settings(saved.parent / "home" / "town.sqlite3")
    with safekeeping._scratch(tmp_path) as running:
        (tmp_path / f"{safekeeping.SAVING}dead").mkdir()
        safekeeping.save(tmp_path / "other.tar.gz", home=saved.parent / "home", database=database)
        assert {one.name for one in tmp_path.iterdir()} == {running.name, "other.tar.gz"}
