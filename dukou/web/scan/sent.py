"""Read what a phone sends: JSON of a person and of scans, bounded and of the right kinds."""

import json
from datetime import datetime
from typing import Any

from dukou.journey.scans import SentScan

MOST = 200
LONGEST = 200


def scans_in(body: bytes) -> tuple[int, list[SentScan]]:
    """Return whose scans these are, and the scans; raise ValueError where they are no such thing."""
    found = _object(json.loads(body))
    person, rows = found.get("person"), found.get("scans")
    if not isinstance(person, int) or not isinstance(rows, list) or not 0 < len(rows) <= MOST:
        raise ValueError("not scans of a person")
    return person, [_scan(row) for row in rows]


def _object(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise ValueError("not an object")


def _scan(value: Any) -> SentScan:
    row = _object(value)
    return SentScan(
        key=_text(row, "key"),
        act=_text(row, "act"),
        code=_text(row, "code"),
        at=datetime.fromisoformat(_text(row, "at")),
        pairs=_number(row, "pairs"),
        undoes=_text(row, "undoes") or None,
        operation=_text(row, "operation"),
        worker=_number(row, "worker") or 0,
        shift=_text(row, "shift") or "day",
        room=_text(row, "room"),
        grams=_number(row, "grams"),
        lot=_text(row, "lot"),
        phone=_text(row, "phone"),
        picture=_text(row, "picture"),
    )


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name) or ""
    if not isinstance(value, str) or len(value) > LONGEST or "\x00" in value:
        raise ValueError(name)
    return value


def _number(row: dict[str, Any], name: str) -> int | None:
    value = row.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9):
        return value
    raise ValueError(name)
