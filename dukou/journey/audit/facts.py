"""Audit the book of facts: each fact hashes to its leaf, and all leaves to the sealed root.

The hashes are computed here once more from the rows themselves, after RFC 6962, without the room's code.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from dukou.journey.audit.law import Law

LAWS = (Law("every fact has its place", "SELECT id, kind, subject FROM provenance_fact WHERE seq IS NULL"),)
PROOFS = ("each fact is what was hashed", "the sealed root covers every fact")
FIGURES = (("facts", "SELECT COUNT(*) FROM provenance_fact"),)

EVERY_FACT = """
    SELECT seq, kind, subject, firm, actor, acting_firm, request_id, town_on, at, payload, leaf
    FROM provenance_fact WHERE seq IS NOT NULL ORDER BY seq
"""
SLICE = 10_000


def unproven() -> Iterator[tuple[str, str]]:
    """Yield the proofs that fail, each with the first fact or head it fails at."""
    tree = _Tree()
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, root FROM provenance_treehead ORDER BY size")
        heads = {size: bytes(root) for size, root in cursor.fetchall()}
        cursor.execute(EVERY_FACT)
        while rows := cursor.fetchmany(SLICE):
            for row in rows:
                leaf = _leaf(row)
                if row[0] != tree.size or leaf != bytes(row[-1]):
                    yield PROOFS[0], f"{row[1]} {row[2]} at {row[0]}"
                    return
                tree.add(leaf)
                if tree.size in heads and heads[tree.size] != tree.root():
                    yield PROOFS[1], f"head of {tree.size}"
                    return
    if tree.size != max(heads, default=0):
        yield PROOFS[1], f"{tree.size} facts, {max(heads, default=0)} under a head"


class _Tree:
    """Hold the roots of the complete subtrees so far, largest first, each with its height."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        height, digest = 0, leaf
        while self._roots and self._roots[-1][0] == height:
            digest = _node(self._roots.pop()[1], digest)
            height += 1
        self._roots.append((height, digest))
        self.size += 1

    def root(self) -> bytes:
        *left, (_height, digest) = self._roots
        for _higher, other in reversed(left):
            digest = _node(other, digest)
        return digest


def _leaf(row: tuple[Any, ...]) -> bytes:
    _seq, kind, subject, firm, actor, acting_firm, request_id, town_on, at, payload, _stored = row
    parts = [kind, subject, firm, actor, acting_firm, request_id, _date_text(town_on), _instant_text(at), payload]
    data = json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()
    return hashlib.sha256(b"\0" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _date_text(value: date | str | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _instant_text(value: datetime | str) -> str:
    """Return the instant as it was hashed; SQLite hands it out as text without a zone, in UTC."""
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
