"""Name what a return's label says, what is handed over on its way, and what the dock takes in."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from dukou.depot.records import DeliveredRecord

# How a delivered line was found to be perhaps that of a parcel, the surest first.
By = Literal["lot", "phone", "pairs"]


@dataclass(frozen=True, slots=True)
class HandedRecord:
    """Show a hand-over of returned goods; names are empty where the viewer may not read them, or were blanked."""

    leg: str
    asked: int
    found: int
    given_by: str
    taken_by: str
    picture: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Label:
    """Show a return that is to be sent: `text` is its signed code, `legs` are those the viewer may put down."""

    code: str
    text: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    pairs: int
    state: str
    expected_on: date
    carrier_ref: str
    handed: tuple[HandedRecord, ...]
    legs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewHanded:
    """Hand over a labelled return at the end of a leg; the same `key` again is the same hand-over."""

    key: str
    leg: str
    text: str
    given_by: str
    taken_by: str
    found: int
    at: datetime
    picture: str = ""


@dataclass(frozen=True, slots=True)
class NewDockScan:
    """Take something in at the dock, as the device kept it.

    `act` is "returned" (a label), "parcel" (one that nobody announced) or "undone". `code` is the label's text or a
    carrier's number, `lot` the text of a label found inside, `phone` the last digits of the sender's number, of which
    a salted digest is kept; `picture` is the code of a file.
    """

    key: str
    act: str
    code: str
    at: datetime
    pairs: int | None = None
    grams: int | None = None
    lot: str = ""
    phone: str = ""
    picture: str = ""
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Propose a delivered line for a parcel, and by what it was found."""

    line: DeliveredRecord
    by: tuple[By, ...]


Kind = Literal["parcel", "claim", "grading", "ungraded", "relief", "charge", "recall", "hold"]


@dataclass(frozen=True, slots=True)
class Expiring:
    """Show what expires at the desk by its kind and code: of a parcel, a case, a recall, or a lot that is held back.

    Goods that are past the day of their grading are `ungraded` until a rule settles them.
    """

    kind: Kind
    code: str
    expires_on: date
    money_minor: int
    pairs: int
