"""Save the town in one archive, and bring it back.

The archive holds the database, the stored files, the Parquet parts and the town's secret, each with its
SHA-256 in `manifest.json`. A restore checks every digest, and that nothing stands in its way, before it writes.
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
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any

from dukou.base.errors import Refusal

FOLDERS = ("files", "parquet")
KEPT = (*FOLDERS, "secret")
FORMAT = 1
MEBIBYTE = 1 << 20
MANIFEST = "manifest.json"
SQLITE_COPY = "database.sqlite3"
POSTGRES_COPY = "database.dump"
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
# What SQLite keeps beside its file; left over, it would be taken for part of a restored one.
SQLITE_FILES = ("", "-wal", "-shm", "-journal")
ANY_TABLE = "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') LIMIT 1"


def save(archive: Path, *, home: Path, database: dict[str, Any]) -> dict[str, int]:
    """Write the town to `archive` (tar, gzip); the archive appears whole or not at all.

    Returns how many files and bytes it holds. Only its owner may read it: the town's secret is in it.
    """
    if archive.exists():
        raise Refusal("site.archive_exists", {"name": archive.name})
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=archive.parent, prefix=".saving-") as scratch:
        stage = Path(scratch) / "town"
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
        packed = Path(scratch) / "archive"
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

    A refusal changes nothing. A secret in an otherwise empty folder gives way to the archive's.
    """
    if not archive.is_file():
        raise Refusal("site.archive_missing", {"name": archive.name})
    if _town_stands(home, database):
        raise Refusal("site.town_stands")
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".restoring-") as scratch:
        stage = Path(scratch)
        digests = _unpack(archive, stage)
        copy = SQLITE_COPY if _is_sqlite(database) else POSTGRES_COPY
        if copy not in digests:
            raise Refusal("site.archive_other_database")
        if not _is_sqlite(database):
            _load_postgres(database, stage)
        home.mkdir(parents=True, exist_ok=True)
        for name in KEPT:
            if (stage / name).exists():
                shutil.move(stage / name, home / name)
        if _is_sqlite(database):
            Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
            shutil.move(stage / SQLITE_COPY, database["NAME"])
    return {"files": len(digests)}


def _is_sqlite(database: dict[str, Any]) -> bool:
    return bool(database["ENGINE"].endswith("sqlite3"))


def _copy_database(database: dict[str, Any], stage: Path) -> None:
    if _is_sqlite(database):
        with (
            closing(sqlite3.connect(database["NAME"])) as source,
            closing(sqlite3.connect(stage / SQLITE_COPY)) as copy,
        ):
            source.backup(copy)
        return
    _postgres(["pg_dump", "--format=custom", "--no-owner", f"--file={stage / POSTGRES_COPY}"], database)


def _load_postgres(database: dict[str, Any], stage: Path) -> None:
    """Load a dump, all of it or none."""
    _postgres(
        [
            *("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction"),
            *(f"--dbname={database['NAME']}", str(stage / POSTGRES_COPY)),
        ],
        database,
    )


def _postgres(command: list[str], database: dict[str, Any]) -> str:
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
    done = subprocess.run([program, *command[1:]], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refusal("site.database_refused", {"reason": done.stderr.strip()[-300:]})
    return done.stdout.strip()


def _town_stands(home: Path, database: dict[str, Any]) -> bool:
    if any((home / name).exists() for name in FOLDERS):
        return True
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
        if isinstance(broken, OSError) and broken.errno in DISK_FULL:
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
    target.chmod(0o600)


def _digests(stage: Path) -> dict[str, str]:
    return {str(path.relative_to(stage)): _digest(path) for path in sorted(stage.rglob("*")) if path.is_file()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
