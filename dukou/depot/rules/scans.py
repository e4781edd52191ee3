"""Decide what a scanned text names, and which scans may be kept."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from dukou.base.errors import Refusal
from dukou.base.ids import is_gtin, is_sscc
from dukou.depot.records import Known, NewScan
from dukou.depot.rules.goods import require_pairs

Kind = Literal["sscc", "gtin", "lot"]
ACTS = ("seen", "damaged", "opened", "loaded")
# These two also stand as a note on the carton.
NOTING = ("damaged", "opened")
UNDONE = "undone"
MOST_SCANS = 200
# A device's clock may be wrong by its time zone, not by more.
MOST_AHEAD = timedelta(days=1)
SSCC_WITH_AI = re.compile(r"\(?00\)?(\d{18})")
GTIN_WITH_AI = re.compile(r"\(?01\)?(\d{14})(?:\(?10\)?([A-Za-z0-9]{1,16}))?")
# GS1 Digital Link names a carton, or a GTIN with its lot; our own trace page names any code.
LINK = re.compile(r"https?://[^/\s]+(?:/[^/\s]+)*?/(00|01|t)/([A-Za-z0-9]+)(?:/10/([A-Za-z0-9]{1,16}))?/?(?:\?.*)?")
LOT = re.compile(r"(?=[a-z0-9]*[a-z])[a-z0-9]{4,16}")
SYMBOLOGY = re.compile(r"^\][A-Za-z]\d")


@dataclass(frozen=True, slots=True)
class Earlier:
    """Hold a scan that is kept already: its row, who made it, and whether it was undone or undoes another."""

    row: int
    person: int
    code: str
    is_undo: bool
    undone_by: str | None


def read(text: str) -> tuple[Kind, str]:
    """Return what a scanned text names and its plain code; refuse a wrong check digit and what is no code.

    >>> read("(00)069390000000000014")
    ('sscc', '069390000000000014')
    """
    plain = SYMBOLOGY.sub("", text.strip()).replace("\x1d", "")
    if link := LINK.fullmatch(plain):
        _key, code, lot = link.groups()
        plain = lot or code
    elif with_ai := SSCC_WITH_AI.fullmatch(plain):
        plain = with_ai[1]
    elif with_ai := GTIN_WITH_AI.fullmatch(plain):
        plain = with_ai[2] or with_ai[1]
    if plain.isascii() and plain.isdigit():
        if is_sscc(plain):
            return "sscc", plain
        if is_gtin(plain):
            return "gtin", plain.zfill(14)[1:] if len(plain) == 14 and plain[0] == "0" else plain
    elif LOT.fullmatch(plain.lower()):
        return "lot", plain.lower()
    raise Refusal("depot.bad_code", {"code": text[:20]})


def require_scan(scan: NewScan, now: datetime) -> None:
    """Refuse a scan without a key of its own, of an act that is on no list, or from a day that is not yet."""
    require_uuid(scan.key)
    if scan.undoes is not None:
        require_uuid(scan.undoes)
    if (scan.act == UNDONE) != (scan.undoes is not None) or scan.act not in (*ACTS, UNDONE):
        raise Refusal("depot.unknown_act", {"act": scan.act[:20]})
    if scan.at.tzinfo is None or scan.at > now + MOST_AHEAD:
        raise Refusal("depot.scan_from_future")
    if scan.pairs is not None:
        require_pairs(scan.pairs)


def require_uuid(key: str) -> None:
    """Refuse a key that is no UUID."""
    try:
        UUID(key)
    except ValueError as bad:
        raise Refusal("depot.bad_scan_key", {"key": key[:20]}) from bad


def require_few(scans: int) -> None:
    """Refuse more scans than one transaction should hold."""
    if scans > MOST_SCANS:
        raise Refusal("depot.too_many", {"most": MOST_SCANS})


def require_undoable(scan: NewScan, earlier: Earlier | None, person: int, *, is_desk: bool) -> Earlier:
    """Return the scan to undo; refuse one that is not there, is another person's, or is undone already."""
    if earlier is None or not (is_desk or earlier.person == person):
        raise Refusal("depot.scan_not_found")
    if earlier.is_undo or earlier.undone_by not in {None, scan.key}:
        raise Refusal("depot.scan_undone")
    return earlier


def require_known(kind: Kind, code: str, known: Mapping[tuple[Kind, str], Known]) -> Known:
    """Return what a code is, or refuse one that the viewer does not know."""
    found = known.get((kind, code))
    if found is None:
        raise Refusal("depot.unknown_code", {"code": code})
    return found


def in_device_order(scans: Mapping[int, NewScan]) -> list[tuple[int, NewScan]]:
    """Return scans in the order in which they were made, whatever the order in which they came in."""
    return sorted(scans.items(), key=lambda one: (one[1].at, one[0]))


def split(codes: Collection[tuple[Kind, str]]) -> dict[Kind, list[str]]:
    """Return codes by kind."""
    found: dict[Kind, list[str]] = {"sscc": [], "gtin": [], "lot": []}
    for kind, code in sorted(codes):
        found[kind].append(code)
    return found
