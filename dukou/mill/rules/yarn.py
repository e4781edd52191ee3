"""Decide from which lots of yarn a lot of socks is knitted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dukou.base.draws import stable_key, uniforms
from dukou.base.errors import Refusal
from dukou.base.money import split
from dukou.base.quantity import PIECES_A_PAIR
from dukou.mill.records import NewYarnUse

FIBRES = ("cotton", "nylon", "spandex", "polyester", "wool", "other")
LONGEST_NUMBER, LONGEST_COUNT = 40, 12
MOST_GRAMS = 100_000_000
# Simulated: every sock is knitted of these, by the letter of their numbers, their count and their share of its weight.
KINDS: tuple[tuple[str, str, str, int], ...] = (
    ("C", "cotton", "32s/1", 75),
    ("N", "nylon", "70D", 22),
    ("S", "spandex", "20/75D", 3),
)
# Simulated: a supplier brings between so many grams of a kind at a time.
LEAST_BROUGHT, MOST_BROUGHT = 300_000, 1_200_000
# A firm's kind of yarn.
Shelf = tuple[int, str]


@dataclass(frozen=True, slots=True)
class KnittedLot:
    """Hold a lot that is through: how many pieces, and what a pair of them weighs."""

    lot_id: int
    firm: int
    pieces: int
    grams_per_pair: int


@dataclass(frozen=True, slots=True)
class Brought:
    """Hold a lot of yarn that a supplier brings."""

    firm: int
    number: str
    fibre: str
    count: str
    grams: int


@dataclass(frozen=True, slots=True)
class Used:
    """Hold how much of a firm's lot of yarn went into a lot of socks."""

    lot_id: int
    firm: int
    number: str
    grams: int


def draw_off(
    lots: Sequence[KnittedLot], there: Mapping[Shelf, Sequence[tuple[str, int]]], on: date
) -> tuple[list[Used], list[Brought]]:
    """Knit lots from yarn, the oldest first; where a firm has none left of a kind, its supplier brings more.

    `there` holds the numbers and grams of what each firm has left of each fibre, oldest first.
    """
    shelves = {key: dict(lying) for key, lying in there.items()}
    used: list[Used] = []
    brought: list[Brought] = []
    deliveries: Counter[int] = Counter()
    for lot in lots:
        weight = lot.pieces * lot.grams_per_pair // PIECES_A_PAIR
        for (letter, fibre, count, _share), need in zip(KINDS, split(weight, [one[-1] for one in KINDS]), strict=True):
            shelf, left = shelves.setdefault((lot.firm, fibre), {}), need
            while left:
                if not shelf:
                    deliveries[lot.firm] += 1
                    number = f"{letter}{on:%y%m%d}-{deliveries[lot.firm]}"
                    shelf[number] = _grams(lot.firm, number)
                    brought.append(Brought(lot.firm, number, fibre, count, shelf[number]))
                number = next(iter(shelf))
                some = min(left, shelf[number])
                used.append(Used(lot.lot_id, lot.firm, number, some))
                left -= some
                shelf[number] -= some
                if not shelf[number]:
                    del shelf[number]
    return used, brought


def _grams(firm: int, number: str) -> int:
    (drawn,) = uniforms("mill.yarn", [stable_key(firm, number)])
    return LEAST_BROUGHT + int(drawn * (MOST_BROUGHT - LEAST_BROUGHT))


def require_yarn(new: NewYarnUse) -> None:
    """Refuse a number that is none, a fibre that is on no list, and an absurd weight."""
    if not (new.number and len(new.number) <= LONGEST_NUMBER and new.number.isprintable()):
        raise Refusal("mill.bad_yarn_number", {"most": LONGEST_NUMBER})
    if new.fibre not in FIBRES or len(new.count) > LONGEST_COUNT or not new.count.isprintable():
        raise Refusal("mill.unknown_fibre")
    if not (0 < new.grams_used <= MOST_GRAMS and 0 <= new.grams_came <= MOST_GRAMS):
        raise Refusal("mill.absurd_grams", {"most": MOST_GRAMS // 1_000})
