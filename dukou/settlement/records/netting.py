"""Name what two firms' agreed netting takes and gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dukou.settlement.records.books import NewEntry, Party


@dataclass(frozen=True, slots=True)
class OpenDebt:
    """Hold what is open of an invoice, or without one of fees overseas."""

    invoice: int | None
    open_minor: int


@dataclass(frozen=True, slots=True)
class Netted:
    """Hold the netting of two firms' debts: the entry, and what of each debt it pays, by creditor."""

    first: int
    second: int
    month: date
    amount_minor: int
    entry: NewEntry
    parts: Mapping[int, list[tuple[OpenDebt, int]]]


@dataclass(frozen=True, slots=True)
class DoneNetting:
    """Show what was netted with another firm at the end of a month."""

    month: date
    on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class NettingOffer:
    """Show a firm what it and another one owe each other now, and who agreed to net it at the end of the month."""

    partner: Party
    owed_to_me_minor: int
    i_owe_minor: int
    i_agreed: bool
    partner_agreed: bool
    done: tuple[DoneNetting, ...]

    @property
    def amount_minor(self) -> int:
        """Return what would be netted now: the lesser of both sums."""
        return min(self.owed_to_me_minor, self.i_owe_minor)
