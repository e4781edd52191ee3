"""Turn one address into Django's database settings."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from dukou.base.errors import BadSetting

# IMMEDIATE takes the write lock at BEGIN, so that two writers queue instead of failing half-way.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=30000; "
        "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456"
    ),
}


def database(url: str, home: Path) -> dict[str, Any]:
    """Return the settings for `sqlite:///path` or `postgresql://user:pass@host:port/name`.

    An empty address means the SQLite file in the town's data folder.
    """
    if not url:
        return _sqlite(home / "town.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting(f"DATABASE_URL has the scheme {parts.scheme!r}; it takes sqlite or postgresql")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise BadSetting("DATABASE_URL names no database")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": dict(SQLITE_OPTIONS),
        # A file like the town's own: a database in memory knows no WAL and refuses a second writer.
        "TEST": {"NAME": str(path.with_name(f"test-{path.name}"))},
    }
