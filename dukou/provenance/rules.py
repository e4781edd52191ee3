"""Decide what a fact may say, and write it in the one form that is hashed."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime

from dukou.engines import trace
from dukou.provenance.records import NewFact, Payload

KIND = re.compile(r"[a-z_]+\.[a-z0-9_]+")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
CODE = re.compile(r"[A-Za-z0-9._:-]{1,64}")
# A mobile number of mainland China would pass for a code of digits.
MOBILE = re.compile(r"1[3-9][0-9]{9}")
PARTS = ("kind", "subject", "firm", "actor", "acting_firm", "request_id", "town_on", "at", "payload")
Position = tuple[int, int]
# Of complete subtrees only those of 2**8 leaves and more are kept; smaller ones are cheap to make again.
LOWEST_NODE = 8
LONGEST_KIND = LONGEST_SUBJECT = 40
BIGGEST = 2**63 - 1


def payload_text(payload: Payload) -> str:
    """Return a payload as compact JSON with sorted keys; raise ValueError where a value may be a person's."""
    for key, value in payload.items():
        if not (KEY.fullmatch(key) and _is_impersonal(value)):
            raise ValueError(f"a fact may not hold {key}={value!r}")
    return json.dumps(payload, sort_keys=True, separators=(",", ":"))


def _is_impersonal(value: object) -> bool:
    if type(value) is int:
        return abs(value) <= BIGGEST
    if isinstance(value, str):
        return CODE.fullmatch(value) is not None and MOBILE.fullmatch(value) is None
    return value is None


def require_plain(fact: NewFact) -> None:
    """Raise ValueError unless kind and subject are codes."""
    if len(fact.kind) > LONGEST_KIND or not KIND.fullmatch(fact.kind):
        raise ValueError(f"{fact.kind!r} is no kind of fact")
    if len(fact.subject) > LONGEST_SUBJECT or not CODE.fullmatch(fact.subject) or MOBILE.fullmatch(fact.subject):
        raise ValueError(f"{fact.subject!r} is no subject of a fact")


def canonical(parts: Sequence[str | int | None]) -> bytes:
    """Return the bytes that are hashed for a fact: a compact JSON list of its parts, in the order of `PARTS`."""
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()


def day_text(on: date | None) -> str | None:
    """Return a business date as it is hashed."""
    return None if on is None else on.isoformat()


def instant_text(at: datetime) -> str:
    """Return an instant as it is hashed: ISO 8601 in UTC to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def salted_digest(text: str, salt: str) -> str:
    """Return a keyed digest (HMAC-SHA-256, hex) of a text that the book may not hold."""
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()


def peaks(size: int) -> list[Position]:
    """Return the complete subtrees that a tree of so many leaves falls into, largest first."""
    levels = [level for level in reversed(range(size.bit_length())) if size >> level & 1]
    return [(level, (size >> level) - 1) for level in levels]


def positions_asked(proof: Callable[[trace.Nodes], object]) -> set[Position]:
    """Return which subtrees a proof reads; where they are depends on sizes alone, so empty hashes do for asking."""
    asked: set[Position] = set()

    def note(level: int, index: int) -> bytes:
        asked.add((level, index))
        return bytes(32)

    proof(note)
    return asked


def reader(found: Mapping[Position, bytes]) -> trace.Nodes:
    """Return the node reader over hashes that are at hand."""
    return lambda level, index: found[level, index]


def tiles(low: Collection[Position]) -> list[tuple[int, int]]:
    """Return the ranges of leaves, from and up to, of the kept subtrees' size that lie over these small subtrees."""
    numbers = {(index << level) >> LOWEST_NODE for level, index in low}
    return [(number << LOWEST_NODE, (number + 1) << LOWEST_NODE) for number in sorted(numbers)]


def low_hashes(low: Collection[Position], leaves: Mapping[int, bytes]) -> dict[Position, bytes]:
    """Return the hashes of small complete subtrees from their leaves."""
    found = {}
    for level, index in low:
        under = [leaves[seq] for seq in range(index << level, (index + 1) << level)]
        found[level, index] = trace.root(trace.append(trace.Frontier(), under))
    return found


def grow(frontier: trace.Frontier, leaves: Sequence[bytes]) -> tuple[bytes, dict[Position, bytes]]:
    """Return the root after appending leaves, and the subtrees worth keeping that this completes."""
    size = frontier.size + len(leaves)
    last = set(peaks(size))
    known = dict(zip(peaks(frontier.size), frontier.hashes, strict=True))
    kept = {}
    for level, index, digest in trace.complete_nodes(frontier, leaves):
        if level >= LOWEST_NODE:
            kept[level, index] = digest
        elif (level, index) in last:
            known[level, index] = digest
    known |= kept
    grown = trace.Frontier(size, tuple(known[peak] for peak in peaks(size)))
    return trace.root(grown), kept
