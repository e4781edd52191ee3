"""Simulate a day of the floor: what stops take, what each lot gets, what is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from dukou.base.draws import uniforms
from dukou.mill.rules.capacity import day_ms
from dukou.registry.records import GroupRecord

Integers = NDArray[np.int64]
# Simulated: on most days stops beyond the usual efficiency take this share of a group's machine time ...
LEAST_STOPS, MOST_STOPS = 0.01, 0.07
# ... and on a few bad days (a power cut, no yarn, nobody there) a share between these.
BAD_DAYS = 0.02
LEAST_BAD, MOST_BAD = 0.2, 0.6
# A lot on the floor: key, group, cycle, pieces to make and made, to lose and lost.
COLUMNS = ("id", "group_id", "cycle_ms", "pieces_to_make", "pieces_made", "pieces_to_lose", "pieces_lost")
OpenLot = tuple[int, int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Knitted:
    """Report the day of a lot: new totals, what the day added, and whether knitting is through."""

    lot_id: int
    group: int
    pieces_made: int
    pieces_lost: int
    pieces: int
    loss_pieces: int
    is_through: bool
    is_integrated: bool


@dataclass(frozen=True, slots=True)
class Worked:
    """Report the day of a machine group in machine milliseconds; stops have lowered its capacity."""

    group: int
    firm: int
    capacity_ms: int
    used_ms: int
    stop_ms: int


def work(groups: Sequence[GroupRecord], lots: Sequence[OpenLot], on: date) -> tuple[list[Knitted], list[Worked]]:
    """Let each group knit its lots in their order until its day is full.

    Parameters
    ----------
    groups
        The machine groups, by rising key.
    lots
        Open lots as `COLUMNS`, by group, then by date; those of a group that is not there wait.

    Returns
    -------
    The lots that were worked on, and the groups that worked.
    """
    keys = [group.id for group in groups]
    stops = stop_ms(groups, on)
    capacity = day_ms(groups) - stops
    table = np.array(lots, dtype=np.int64).reshape(-1, len(COLUMNS))
    table = table[np.isin(table[:, 1], keys)]
    place = np.searchsorted(keys, table[:, 1])
    pieces = pieces_of_day(table, place, capacity)
    used = np.zeros(len(groups), dtype=np.int64)
    np.add.at(used, place, pieces * table[:, 2])
    worked = [
        Worked(groups[row].id, groups[row].firm, int(capacity[row]), int(used[row]), int(stops[row]))
        for row in np.flatnonzero(used).tolist()
    ]
    integrated = np.array([group.integrated for group in groups], dtype=np.bool_)[place]
    return _knitted(table, pieces, integrated), worked


def stop_ms(groups: Sequence[GroupRecord], on: date) -> Integers:
    """Return what stops take of each group's machine time on a day, drawn by group and day."""
    keys = [group.id for group in groups]
    usual = uniforms(f"mill.stops.{on}", keys) * (MOST_STOPS - LEAST_STOPS) + LEAST_STOPS
    bad = uniforms(f"mill.stops.bad.{on}", keys)
    # Below `BAD_DAYS` the draw is uniform too, so that it also says how bad the day is.
    share = np.where(bad < BAD_DAYS, LEAST_BAD + (MOST_BAD - LEAST_BAD) * bad / BAD_DAYS, usual)
    return (day_ms(groups) * share).astype(np.int64)


def pieces_of_day(table: Integers, place: Integers, capacity: Integers) -> Integers:
    """Return the pieces that each lot gets when groups work them off in order: whole pieces, within capacity."""
    _id, _group, cycle, to_make, made, _to_lose, _lost = table.T
    left = (to_make - made) * cycle
    before = left.cumsum() - left
    first = np.searchsorted(place, place)
    granted: Integers = np.clip(capacity[place] - (before - before[first]), 0, left)
    pieces: Integers = granted // cycle
    return pieces


def _knitted(table: Integers, pieces: Integers, integrated: NDArray[np.bool_]) -> list[Knitted]:
    """Spread each lot's loss in proportion over its pieces, so that the sums end where the lot ends."""
    some = np.flatnonzero(pieces)
    key, group, _cycle, to_make, made, to_lose, lost = table[some].T
    now_made = made + pieces[some]
    now_lost = to_lose * now_made // to_make
    columns = (key, group, now_made, now_lost, pieces[some], now_lost - lost, now_made == to_make, integrated[some])
    return [Knitted(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
