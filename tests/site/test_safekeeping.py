"""Protect a town from loss: what was saved comes back, and an archive that cannot be trusted changes nothing."""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.errors import Refusal
from dukou.site import safekeeping
from tests.site.databases import Settings, empty_databases, opened, sqlite_settings

ROWS = [(number, f"袜子 {number}") for number in range(300)]
FILES = {"files/ab/cdef": b"picture" * 100, "parquet/floor/part-1.parquet": b"PAR1", "secret": b"s" * 64}


def fill(home: Path, database: Settings) -> None:
    for name, content in FILES.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    with opened(database) as execute:
        execute("CREATE TABLE sock (id integer PRIMARY KEY, name text NOT NULL)")
        execute(
            "WITH RECURSIVE count(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM count WHERE i < 299) "
            "INSERT INTO sock SELECT i, '袜子 ' || i FROM count"
        )


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def rows(database: Settings) -> list[tuple[Any, ...]]:
    with opened(database) as execute:
        return execute("SELECT id, name FROM sock ORDER BY id")


def refused(code: str, archive: Path, home: Path, database: Settings) -> None:
    """Assert a refusal, and that nothing on disk changed."""
    before = contents(home.parent)
    with pytest.raises(Refusal) as refusal:
        safekeeping.bring_back(archive, home=home, database=database)
    assert refusal.value.code == code
    assert contents(home.parent) == before


@pytest.fixture
def two_databases(tmp_path: Path) -> Iterator[list[Settings]]:
    with empty_databases(["lost", "new"], tmp_path) as both:
        yield both


@pytest.mark.doors
@pytest.mark.django_db
def test_a_lost_town_comes_back_whole(tmp_path: Path, two_databases: list[Settings]) -> None:
    lost, new = two_databases
    fill(tmp_path / "lost", lost)
    archive = tmp_path / "safe" / "town.tar.gz"
    done = safekeeping.save(archive, home=tmp_path / "lost", database=lost)
    assert done == {"files": len(FILES) + 1, "bytes": archive.stat().st_size}
    safekeeping.bring_back(archive, home=tmp_path / "new", database=new)
    restored = contents(tmp_path / "new")
    assert {name: restored[name] for name in FILES} == FILES
    assert rows(new) == ROWS
    assert (archive.stat().st_mode & 0o777, (tmp_path / "new" / "secret").stat().st_mode & 0o777) == (0o600, 0o600)
    assert {path.name for path in tmp_path.iterdir()} <= {"lost", "new", "safe"}


@pytest.mark.doors
@pytest.mark.django_db
def test_a_town_that_stands_is_left_alone(tmp_path: Path, two_databases: list[Settings]) -> None:
    lost, new = two_databases
    fill(tmp_path / "lost", lost)
    archive = tmp_path / "town.tar.gz"
    safekeeping.save(archive, home=tmp_path / "lost", database=lost)
    with opened(new) as execute:
        execute("CREATE TABLE sock (id integer PRIMARY KEY, name text)")
        execute("INSERT INTO sock VALUES (7, 'theirs')")
    with pytest.raises(Refusal, match=r"site\.town_stands"):
        safekeeping.bring_back(archive, home=tmp_path / "new", database=new)
    assert rows(new) == [(7, "theirs")]
    assert not (tmp_path / "new" / "files").exists()


@pytest.mark.doors
@pytest.mark.django_db
def test_a_database_that_does_not_load_leaves_nothing(tmp_path: Path, two_databases: list[Settings]) -> None:
    lost, new = two_databases
    name = safekeeping.SQLITE_COPY if lost["ENGINE"].endswith("sqlite3") else safekeeping.POSTGRES_COPY
    other = ({safekeeping.SQLITE_COPY, safekeeping.POSTGRES_COPY} - {name}).pop()
    bad = {other: "site.archive_other_database"}
    if name == safekeeping.POSTGRES_COPY:
        bad[name] = "site.database_refused"
    for copy, code in bad.items():
        archive = pack(tmp_path / f"{copy}.tar.gz", {copy: b"no dump", "files/a": b"x", "secret": b"s"})
        with pytest.raises(Refusal) as refusal:
            safekeeping.bring_back(archive, home=tmp_path / "home", database=new)
        assert refusal.value.code == code
        assert not (tmp_path / "home").exists()


def test_a_save_beside_a_busy_writer_holds_what_was_committed(tmp_path: Path) -> None:
    database = sqlite_settings(tmp_path / "lost" / "town.sqlite3")
    fill(tmp_path / "lost", database)
    with opened(database) as writer:
        writer("INSERT INTO sock VALUES (1000, 'in the log, not in the file yet')")
        writer("BEGIN IMMEDIATE")
        writer("INSERT INTO sock VALUES (1001, 'not committed')")
        safekeeping.save(tmp_path / "town.tar.gz", home=tmp_path / "lost", database=database)
        writer("ROLLBACK")
    new = sqlite_settings(tmp_path / "new" / "town.sqlite3")
    safekeeping.bring_back(tmp_path / "town.tar.gz", home=tmp_path / "new", database=new)
    assert [number for number, _ in rows(new)][-1] == 1000


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the archive of a small town."""
    folder = tmp_path_factory.mktemp("saved")
    database = sqlite_settings(folder / "home" / "town.sqlite3")
    fill(folder / "home", database)
    safekeeping.save(folder / "town.tar.gz", home=folder / "home", database=database)
    return folder / "town.tar.gz"


def test_an_archive_is_never_written_over(saved: Path, tmp_path: Path) -> None:
    before = saved.read_bytes()
    with pytest.raises(Refusal, match=r"site\.archive_exists"):
        safekeeping.save(saved, home=tmp_path, database=sqlite_settings(tmp_path / "town.sqlite3"))
    assert saved.read_bytes() == before


def test_a_missing_archive_is_named(tmp_path: Path) -> None:
    refused("site.archive_missing", tmp_path / "no.tar.gz", tmp_path / "home", sqlite_settings(tmp_path / "home" / "t"))


@pytest.mark.parametrize("left", ["files/a/b", "parquet/p", "town.sqlite3", "town.sqlite3-wal", "town.sqlite3-journal"])
def test_what_is_left_of_a_town_is_not_mixed_with_another(left: str, saved: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / left).parent.mkdir(parents=True)
    (home / left).write_text("theirs")
    refused("site.town_stands", saved, home, sqlite_settings(home / "town.sqlite3"))


def test_a_secret_in_an_empty_folder_gives_way(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("made when the first command ran")
    safekeeping.bring_back(saved, home=tmp_path, database=sqlite_settings(tmp_path / "town.sqlite3"))
    assert (tmp_path / "secret").read_bytes() == FILES["secret"]


@settings(max_examples=60)
@given(data=st.data())
def test_a_truncated_archive_changes_nothing(
    data: st.DataObject, saved: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("truncated")
    whole = saved.read_bytes()
    cut = data.draw(st.integers(0, len(whole) - 1))
    (folder / "town.tar.gz").write_bytes(whole[:cut])
    refused("site.archive_broken", folder / "town.tar.gz", folder / "home", sqlite_settings(folder / "home" / "t"))


@settings(max_examples=60)
@given(data=st.data())
def test_a_flipped_bit_is_found_or_harmless(
    data: st.DataObject, saved: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("flipped")
    bad = bytearray(saved.read_bytes())
    bad[data.draw(st.integers(0, len(bad) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    (folder / "town.tar.gz").write_bytes(bad)
    database = sqlite_settings(folder / "home" / "town.sqlite3")
    try:
        safekeeping.bring_back(folder / "town.tar.gz", home=folder / "home", database=database)
    except Refusal:
        refused("site.archive_broken", folder / "town.tar.gz", folder / "home", database)
        assert list(contents(folder)) == ["town.tar.gz"]
    else:
        assert rows(database) == ROWS
        assert {name: contents(folder / "home")[name] for name in FILES} == FILES


def pack(archive: Path, files: dict[str, bytes], *extra: tarfile.TarInfo, manifest: object = None) -> Path:
    """Write an archive whose manifest is true to the files, unless another is given."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    told = {"format": safekeeping.FORMAT, "sha256": digests} if manifest is None else manifest
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in [*files.items(), (safekeeping.MANIFEST, json.dumps(told).encode())]:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        for member in extra:
            tar.addfile(member)
    return archive


def member(name: str, kind: bytes, linkname: str = "") -> tarfile.TarInfo:
    one = tarfile.TarInfo(name)
    one.type, one.linkname = kind, linkname
    return one


GOOD = {safekeeping.SQLITE_COPY: b"rows", "files/a": b"x"}
TRUE_DIGESTS = {name: hashlib.sha256(content).hexdigest() for name, content in GOOD.items()}


def test_an_archive_made_by_hand_is_taken(tmp_path: Path) -> None:
    archive = pack(tmp_path / "t.tar.gz", GOOD)
    safekeeping.bring_back(archive, home=tmp_path / "home", database=sqlite_settings(tmp_path / "home" / "t"))
    assert contents(tmp_path / "home") == {"t": b"rows", "files/a": b"x"}


@pytest.mark.parametrize(
    "name", ["../outside", "files/../../outside", "/dukou-outside", "files/a", "files/a/under-a-file"]
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    archive = pack(tmp_path / "t.tar.gz", GOOD, member(name, tarfile.REGTYPE))
    refused("site.archive_broken", archive, tmp_path / "town" / "home", sqlite_settings(tmp_path / "town" / "db"))
    assert not (tmp_path / "outside").exists()
    assert not Path("/dukou-outside").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_what_is_neither_file_nor_folder_is_refused(kind: bytes, tmp_path: Path) -> None:
    archive = pack(tmp_path / "t.tar.gz", GOOD, member("files/link", kind, "files/a"))
    refused("site.archive_broken", archive, tmp_path / "home", sqlite_settings(tmp_path / "home" / "t"))


@pytest.mark.parametrize(
    "manifest",
    [
        [],
        {"sha256": TRUE_DIGESTS},
        {"format": 2, "sha256": TRUE_DIGESTS},
        {"format": 1, "sha256": {**TRUE_DIGESTS, "files/a": "0" * 64}},
        {"format": 1, "sha256": {**TRUE_DIGESTS, "files/b": "0" * 64}},
        {"format": 1, "sha256": {"files/a": TRUE_DIGESTS["files/a"]}},
    ],
)
def test_a_manifest_that_names_other_contents_is_refused(manifest: object, tmp_path: Path) -> None:
    archive = pack(tmp_path / "t.tar.gz", GOOD, manifest=manifest)
    refused("site.archive_broken", archive, tmp_path / "home", sqlite_settings(tmp_path / "home" / "t"))


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.tar.gz").write_bytes(b"PK\x03\x04 a workbook")
    refused("site.archive_broken", tmp_path / "t.tar.gz", tmp_path / "home", sqlite_settings(tmp_path / "home" / "t"))


def test_a_program_that_is_absent_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "t",
        "USER": "",
        "PASSWORD": "",
        "HOST": "",
        "PORT": "",
    }
    with pytest.raises(Refusal) as refusal:
        safekeeping.save(tmp_path / "t.tar.gz", home=tmp_path / "home", database=database)
    assert (refusal.value.code, refusal.value.facts) == ("site.program_missing", {"name": "pg_dump"})
    assert list(tmp_path.iterdir()) == []
