"""Make empty databases of the kind that a test runs on, beside the test's own."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.db import connection
from psycopg import sql

Settings = dict[str, Any]


class Execute(Protocol):
    """Run one statement and return its rows."""

    def __call__(self, statement: str) -> list[tuple[Any, ...]]: ...


@contextmanager
def empty_databases(names: Sequence[str], folder: Path) -> Iterator[list[Settings]]:
    """Hand out the settings of empty databases of the kind under test, and take them away afterwards."""
    if connection.vendor == "sqlite":
        yield [sqlite_settings(folder / name / "town.sqlite3") for name in names]
        return
    own = connection.settings_dict
    with closing(_connect(own | {"NAME": "postgres"})) as server:
        for name in names:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_full(name))))
        try:
            yield [own | {"NAME": _full(name)} for name in names]
        finally:
            for name in names:
                server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(_full(name))))


def sqlite_settings(path: Path) -> Settings:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}


@contextmanager
def opened(database: Settings) -> Iterator[Execute]:
    """Open a database, each statement in a transaction of its own."""
    if not database["ENGINE"].endswith("sqlite3"):
        with closing(_connect(database)) as one:
            yield lambda statement: _postgres_rows(one, statement)
        return
    Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(database["NAME"], isolation_level=None)) as two:
        two.execute("PRAGMA journal_mode=WAL")
        yield lambda statement: two.execute(statement).fetchall()


def _postgres_rows(server: "psycopg.Connection[Any]", statement: str) -> list[tuple[Any, ...]]:
    cursor = server.execute(statement.encode())
    return cursor.fetchall() if cursor.description else []


def _connect(database: Settings) -> "psycopg.Connection[Any]":
    return psycopg.connect(
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"],
        host=database["HOST"],
        port=database["PORT"],
        autocommit=True,
    )


def _full(name: str) -> str:
    return f"{connection.settings_dict['NAME']}_{name}"
