"""Save the town in one archive, and bring it back.

The archive holds the database, the stored files, the Parquet parts and the town's secret, each with its
SHA-256 in `manifest.json`. A restore checks every digest, and that nothing stands in its way, before it writes.

The database is what makes a folder a town: a restore puts it in place last and at one stroke. One that was killed
before that leaves `.restoring`, which tells the next one what to take away.
"""

import errno
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

from dukou.base.errors import Refusal
from dukou.site.lock import held

FOLDERS = ("files", "parquet")
TOWN_KEY = "secret"
KEPT = (*FOLDERS, TOWN_KEY)
FORMAT = 1
MEBIBYTE = 1 << 20
MANIFEST = "manifest.json"
SQLITE_COPY = "database.sqlite3"
POSTGRES_COPY = "database.dump"
SAVING = ".dukou-saving-"
RESTORING = ".restoring"
# What stood in the folder before a restore began to fill it; where this is, it has begun.
BEFORE = "before"
# Faults of the disk or of its rights, not of an archive.
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM)
# What SQLite keeps beside its file; left over, it would be taken for part of a restored one.
SQLITE_FILES = ("", "-wal", "-shm", "-journal")
ANY_TABLE = "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') LIMIT 1"


def save(archive: Path, *, home: Path, database: dict[str, Any]) -> dict[str, int]:
    """Write the town to `archive` (tar, gzip); the archive appears whole or not at all.

    Returns how many files and bytes it holds. Only its owner may read it: the town's secret is in it.
    """
    if archive.exists():
        raise Refusal("site.archive_exists", {"name": archive.name})
    with _made(archive.parent), _scratch(archive.parent) as scratch:
        stage = scratch / "town"
        stage.mkdir()
        # The database first: what its rows name is on disk before them, and nothing is ever taken away.
        _copy_database(database, stage)
        for name in KEPT:
            if (home / name).is_dir():
                shutil.copytree(home / name, stage / name)
            elif (home / name).is_file():
                shutil.copy2(home / name, stage / name)
        digests = _digests(stage)
        (stage / MANIFEST).write_text(json.dumps({"format": FORMAT, "sha256": digests}, indent=1))
        packed = scratch / "archive"
        with packed.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as tar:
                tar.add(stage, arcname=".")
            file.flush()
            os.fsync(file.fileno())
        packed.replace(archive)
    return {"files": len(digests), "bytes": archive.stat().st_size}


def bring_back(archive: Path, *, home: Path, database: dict[str, Any]) -> dict[str, int]:
    """Make the town's folder and database from an archive; refuse if a town stands there already.

    A refusal changes nothing, and a restore that was killed never was: it can be done again. A secret in an otherwise
    empty folder gives way to the archive's.
    """
    if not archive.is_file():
        raise Refusal("site.archive_missing", {"name": archive.name})
    with _made(home), held(home) as lock:
        _clear(home, database)
        if any((home / name).exists() for name in FOLDERS) or _has_database(database):
            raise Refusal("site.town_stands")
        stage = home / RESTORING
        stage.mkdir(mode=0o700)
        try:
            digests = _unpack(archive, stage / "town")
            copy = SQLITE_COPY if _is_sqlite(database) else POSTGRES_COPY
            if copy not in digests:
                raise Refusal("site.archive_other_database")
            _move_in(home, stage)
            _put_database(database, stage / "town" / copy, lock)
        finally:
            _clear(home, database)
    return {"files": len(digests)}


def require_whole(home: Path, database: dict[str, Any]) -> None:
    """Refuse a folder in which a restore was cut off; tidy up after one that was cut off at its very end."""
    if not (home / RESTORING).is_dir():
        return
    if not _has_database(database):
        raise Refusal("site.restore_cut")
    _clear(home, database)


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Make a folder; it and the parents made with it go again where what is to be put there does not come about."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for one in missing:
            with suppress(OSError):
                one.rmdir()
        raise


@contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    """Hand out a folder that goes afterwards; those of runs that were killed go before."""
    for left in parent.glob(f"{SAVING}*"):
        # Another's folder may not be ours to open, or go of itself.
        with suppress(OSError), held(left, wait=False) as is_left:
            if is_left is not None:
                shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=parent, prefix=SAVING) as name, held(Path(name)):
        yield Path(name)


def _move_in(home: Path, stage: Path) -> None:
    """Move what was unpacked into the folder, all but the database; first note what stood there."""
    noted = stage / "noted"
    noted.mkdir()
    if (home / TOWN_KEY).exists():
        shutil.copy2(home / TOWN_KEY, noted / TOWN_KEY)
    noted.rename(stage / BEFORE)
    for name in KEPT:
        if (stage / "town" / name).exists():
            (stage / "town" / name).replace(home / name)


def _clear(home: Path, database: dict[str, Any]) -> None:
    """Take away what is left of a restore, and unless its database is in place, what it moved in; can be done again."""
    stage = home / RESTORING
    if not stage.is_dir():
        return
    if (stage / BEFORE).is_dir() and not _has_database(database):
        for name in FOLDERS:
            if (home / name).exists():
                shutil.rmtree(home / name)
        (home / TOWN_KEY).unlink(missing_ok=True)
        if (stage / BEFORE / TOWN_KEY).exists():
            shutil.copy2(stage / BEFORE / TOWN_KEY, home / TOWN_KEY)
    if _is_sqlite(database):
        _beside(database).unlink(missing_ok=True)
    shutil.rmtree(stage)


def _is_sqlite(database: dict[str, Any]) -> bool:
    return bool(database["ENGINE"].endswith("sqlite3"))


def _copy_database(database: dict[str, Any], stage: Path) -> None:
    if not _is_sqlite(database):
        _postgres(["pg_dump", "--format=custom", "--no-owner", f"--file={stage / POSTGRES_COPY}"], database)
        return
    try:
        with (
            closing(sqlite3.connect(database["NAME"])) as source,
            closing(sqlite3.connect(stage / SQLITE_COPY)) as copy,
        ):
            source.backup(copy)
    except sqlite3.Error as bad:
        raise Refusal("site.database_refused", {"reason": str(bad)}) from bad


def _put_database(database: dict[str, Any], copy: Path, lock: int | None) -> None:
    """Put the database in place, all of it or none."""
    if _is_sqlite(database):
        beside = _beside(database)
        beside.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(copy, beside)
        beside.replace(database["NAME"])
        return
    options = ["--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={database['NAME']}"]
    # It outlives us if we are killed: until it has ended, it holds the folder in our stead.
    _postgres(["pg_restore", *options, str(copy)], database, keep=() if lock is None else (lock,))


def _beside(database: dict[str, Any]) -> Path:
    """Return where SQLite's file is laid, so that one renaming puts it in place; its folder may lie on another disk."""
    place = Path(database["NAME"])
    return place.with_name(f"{RESTORING}-{place.name}")


def _postgres(command: list[str], database: dict[str, Any], *, keep: tuple[int, ...] = ()) -> str:
    environment = os.environ | {
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
    }
    program = shutil.which(command[0])
    if program is None:
        raise Refusal("site.program_missing", {"name": command[0]})
    done = subprocess.run(
        [program, *command[1:]], env=environment, capture_output=True, text=True, check=False, pass_fds=keep
    )
    if done.returncode != 0:
        raise Refusal("site.database_refused", {"reason": done.stderr.strip()[-300:]})
    return done.stdout.strip()


def _has_database(database: dict[str, Any]) -> bool:
    if _is_sqlite(database):
        return any(Path(f"{database['NAME']}{ending}").exists() for ending in SQLITE_FILES)
    return _postgres(["psql", "--no-psqlrc", "--tuples-only", "--no-align", f"--command={ANY_TABLE}"], database) != ""


def _unpack(archive: Path, stage: Path) -> dict[str, str]:
    """Unpack and check an archive, and return the digest of each of its files."""
    try:
        with gzip.open(archive) as packed, tarfile.open(fileobj=packed, mode="r:") as tar:
            for member in tar:
                _unpack_member(tar, member, stage)
            # Read to the very end: there stands the checksum of the whole, and a cut shows.
            while packed.read(MEBIBYTE):
                pass
        manifest = json.loads((stage / MANIFEST).read_text())
        (stage / MANIFEST).unlink()
        found = _digests(stage)
        if manifest != {"format": FORMAT, "sha256": found}:
            raise ValueError("the manifest names other contents")
    except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error) as broken:
        if isinstance(broken, OSError) and broken.errno in DISK:
            raise
        raise Refusal("site.archive_broken", {"name": archive.name}) from broken
    return found


def _unpack_member(tar: tarfile.TarFile, member: tarfile.TarInfo, stage: Path) -> None:
    """Write one file or folder of the archive; nothing else, and nowhere but inside the stage.

    Written out because older Python 3.11 has no extraction filters.
    """
    path = PurePosixPath(member.name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError("a name leads out of the archive")
    target = stage / path
    if member.isdir():
        target.mkdir(parents=True, exist_ok=True)
        return
    content = tar.extractfile(member) if member.isreg() else None
    if content is None:
        raise ValueError("neither a file nor a folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("xb") as file:
        shutil.copyfileobj(content, file)
        file.flush()
        os.fsync(file.fileno())
    target.chmod(0o600)


def _digests(stage: Path) -> dict[str, str]:
    return {str(path.relative_to(stage)): _digest(path) for path in sorted(stage.rglob("*")) if path.is_file()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
