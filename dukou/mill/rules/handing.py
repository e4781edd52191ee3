"""Decide who hands over what on the simulated floor, what may be scanned, and what it pays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dukou.base.draws import uniforms
from dukou.base.errors import Refusal
from dukou.base.money import line_amount
from dukou.base.quantity import pieces
from dukou.mill.records import DayWage, LotToHand, NewHandOver, WageRow
from dukou.mill.rules.floor import Knitted
from dukou.registry.records import GroupRecord

Integers = NDArray[np.int64]
SHIFTS = ("day", "night")
LONGEST_KEY, LONGEST_STORED = 64, 90
MOST_AT_ONCE = 500
MOST_WORKER, MOST_UNITS = 99_999, 1_000_000
MOST_RATE_E4, LONGEST_AHEAD_DAYS = 1_000_000, 366
KEY_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


@dataclass(frozen=True, slots=True)
class Operation:
    """Hold an operation of the floor.

    `units_a_day` is what a worker does in a shift, `machines_a_worker` the knitting machines that keep one worker busy;
    workers' numbers begin above `base`.
    """

    code: str
    rate_key: str
    units_a_day: int
    machines_a_worker: int
    base: int
    shifts: int


# Simulated: own estimates of what a worker does in a shift of twelve hours.
OPERATIONS = {
    one.code: one
    for one in (
        Operation("knitting", "mill.piece_rate_knitting", 2_600, 12, 1_000, 2),
        Operation("toe_closing", "mill.piece_rate_toe_closing", 6_000, 32, 2_000, 1),
        Operation("boarding", "mill.piece_rate_boarding", 6_000, 32, 3_000, 1),
        Operation("packing", "mill.piece_rate_packing", 3_000, 16, 4_000, 1),
    )
}
FINISHING = ("toe_closing", "boarding", "packing")
# The key, firm, lot, operation, worker, units, rate, day and shift of a hand-over.
Row = tuple[str, int, int, str, int, int, int, str, str]


@dataclass(frozen=True, slots=True)
class Batch:
    """Hold what of a lot went through an operation on a day; `draw` is the key of its workers."""

    lot: int
    firm: int
    draw: int
    units: int


@dataclass(frozen=True, slots=True)
class Finished:
    """Hold a lot that is finished by a day, and the pairs of it handed over already by operation."""

    lot: int
    firm: int
    group: int
    draw: int
    pairs: int
    finish_on: date | None
    handed: Mapping[str, int]


def rates_e4(limits: Mapping[str, int]) -> dict[str, int]:
    """Return the piece rate of each operation in 1/10,000 yuan; one that is not published has none."""
    return {code: limits[one.rate_key] // 100 for code, one in OPERATIONS.items() if one.rate_key in limits}


def require_rate(operation: str, rate_e4: int, valid_from: date, on: date) -> None:
    """Refuse a firm's own piece rate that cannot be: what was earned stays as it was."""
    if operation not in OPERATIONS:
        raise Refusal("mill.unknown_operation")
    if not 0 < rate_e4 <= MOST_RATE_E4:
        raise Refusal("mill.rate_out_of_range", {"most": MOST_RATE_E4 // 10_000})
    if not on < valid_from <= on + timedelta(days=LONGEST_AHEAD_DAYS):
        raise Refusal("mill.rate_from_tomorrow", {"days": LONGEST_AHEAD_DAYS})


def machines_of_firms(groups: Sequence[GroupRecord]) -> dict[int, int]:
    """Return how many machines each firm has."""
    found: dict[int, int] = {}
    for group in groups:
        found[group.firm] = found.get(group.firm, 0) + group.machines
    return found


def batches(
    knitted: Sequence[Knitted], finished: Sequence[Finished], groups: Sequence[GroupRecord], on: date
) -> dict[str, list[Batch]]:
    """Return what goes through each operation today: good pieces off the machines, pairs that nobody scanned before.

    Toes are closed the day before a lot is finished; integrated machines close them while they knit.
    """
    firms = {group.id: group.firm for group in groups}
    closed = {group.id for group in groups if group.integrated}
    found = {
        "knitting": [Batch(one.lot_id, firms[one.group], one.group, one.pieces - one.loss_pieces) for one in knitted]
    }
    for code in FINISHING:
        found[code] = [
            Batch(one.lot, one.firm, one.draw, one.pairs - one.handed[code])
            for one in finished
            if (one.group not in closed if code == "toe_closing" else one.finish_on is not None and one.finish_on <= on)
        ]
    return found


def shared_out(
    operation: Operation,
    batches: Sequence[Batch],
    machines: Mapping[int, int],
    rate_e4: int,
    on: date,
    own_rates: Mapping[int, int] = MappingProxyType({}),
) -> list[Row]:
    """Share what went through an operation on a day out to workers of the firm; the parts sum to it.

    A batch takes as many workers as it fills shifts, at most all that the firm has; they are drawn by key and day.
    Firms that have a rate of their own pay by that.
    """
    some = [one for one in batches if one.units > 0]
    if not some:
        return []
    units = np.array([one.units for one in some], dtype=np.int64)
    crew = -(-np.array([machines.get(one.firm, 1) for one in some]) // operation.machines_a_worker) * operation.shifts
    workers = np.minimum(-(-units // operation.units_a_day), crew)
    first = (uniforms(f"mill.worker.{operation.code}.{on}", [one.draw for one in some]) * crew).astype(np.int64)
    batch = np.repeat(np.arange(len(some)), workers)
    part = np.arange(len(batch)) - np.repeat(workers.cumsum() - workers, workers)
    amount = units[batch] * (part + 1) // workers[batch] - units[batch] * part // workers[batch]
    number = operation.base + 1 + (first[batch] + part) % crew[batch]
    letter, stamp, day = operation.code[0], on.toordinal(), on.isoformat()
    return [
        (
            f"{letter}{one.lot}-{stamp}-{turn}",
            one.firm,
            one.lot,
            operation.code,
            worker,
            share,
            own_rates.get(one.firm, rate_e4),
            day,
            shift,
        )
        for one, turn, worker, share, shift in zip(
            (some[place] for place in batch.tolist()),
            part.tolist(),
            number.tolist(),
            amount.tolist(),
            (SHIFTS[turn] for turn in (part % operation.shifts).tolist()),
            strict=True,
        )
    ]


def require_key(key: str) -> None:
    """Refuse what cannot be the key of a scan."""
    if not 8 <= len(key) <= LONGEST_KEY or not KEY_LETTERS.issuperset(key):
        raise Refusal("mill.scan_key")


def is_stored_key(key: str) -> bool:
    """Tell whether a text can be the key of a row: a scan's own after its firm and a colon, or the floor's."""
    return len(key) <= LONGEST_STORED and KEY_LETTERS.union(":").issuperset(key)


def require_hand_over(new: NewHandOver, left: int, rates: Mapping[str, int]) -> None:
    """Refuse a scanned hand-over that cannot be.

    Parameters
    ----------
    left
        What was made of the lot and not handed over yet at this operation, in its units.
    """
    if new.operation not in rates:
        raise Refusal("mill.unknown_operation")
    if not 0 < new.worker <= MOST_WORKER:
        raise Refusal("mill.worker_number", {"most": MOST_WORKER})
    if new.shift not in SHIFTS:
        raise Refusal("mill.unknown_shift")
    if not 0 < new.units <= MOST_UNITS:
        raise Refusal("mill.units_out_of_range", {"most": MOST_UNITS})
    if new.units > left:
        raise Refusal("mill.more_than_made", {"left": max(left, 0)})


def made(lot: LotToHand, operation: str) -> int:
    """Return how much of a lot an operation has done: good pieces knitted, or pairs that are finished or can be."""
    if operation == "knitting":
        return lot.pieces_made - lot.pieces_lost
    if operation == "toe_closing" and lot.integrated:
        return 0
    return lot.pairs if lot.pieces_made - lot.pieces_lost == pieces(lot.pairs) else 0


def day_wages(sums: Sequence[tuple[date, int, str, bool, int, int]]) -> list[DayWage]:
    """Return what workers earned by day from ``(day, worker, operation, is correction, rate, units)``."""
    return [
        DayWage(on, worker, operation, is_correction, units, rate, line_amount(rate, units).amount_minor)
        for on, worker, operation, is_correction, rate, units in sums
    ]


def wages(sums: Sequence[tuple[int, str, int, int]]) -> list[WageRow]:
    """Return what each worker earned by operation from ``(worker, operation, rate, units)``."""
    return [
        WageRow(worker, operation, units, rate, line_amount(rate, units).amount_minor)
        for worker, operation, rate, units in sums
        if units
    ]
