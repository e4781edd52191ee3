"""Name what the book of facts holds and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

Payload = Mapping[str, int | str | None]


@dataclass(frozen=True, slots=True)
class NewFact:
    """Say what happened.

    Parameters
    ----------
    kind
        ``room.verb_past``, for example ``market.order_placed``.
    subject
        Public code or key of the thing that changed, at most 40 characters.
    firm
        Key of the firm that may read the fact; None for the town's own.
    payload
        Whole numbers, codes and None by name; no text that a person wrote.
    town_on
        Business date, where the fact has one.
    """

    kind: str
    subject: str
    firm: int | None = None
    payload: Payload = field(default_factory=dict)
    town_on: date | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Show a fact of the book; `seq` is None until it has its place, `sealed` tells whether a tree head covers it."""

    kind: str
    subject: str
    firm: int | None
    actor: int | None
    acting_firm: int | None
    request_id: str
    town_on: date | None
    at: datetime
    payload: Payload
    leaf: str
    seq: int | None
    sealed: bool


@dataclass(frozen=True, slots=True)
class Head:
    """Commit to the first `size` facts by the root hash (hex) of their Merkle tree."""

    size: int
    root: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Proof:
    """Prove that a leaf (hex) stands at place `seq` of the tree of `size` leaves with this root (RFC 6962 §2.1.1)."""

    seq: int
    leaf: str
    size: int
    root: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consistency:
    """Prove that the book of `old_size` facts is the beginning of the book of `size` facts (RFC 6962 §2.1.2)."""

    old_size: int
    old_root: str
    size: int
    root: str
    path: tuple[str, ...]
