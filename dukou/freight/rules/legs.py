"""Divide a load into legs: what goes by each service, and what is paid for it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dukou.freight.records import Departure, Goods
from dukou.freight.rules.saving import costs_each
from dukou.freight.rules.ways import arrives_on, days_late, leaves_on
from dukou.registry.records import TariffRecord


@dataclass(frozen=True, slots=True)
class Leg:
    """Hold what of a load goes by one tariff, and what is paid for it, handling included."""

    tariff: TariffRecord
    leaves_on: date
    arrives_on: date
    firms: int
    shipments: int
    pairs: int
    late_pairs: int
    grams: int
    ml: int
    paid_minor: int


def legs(
    goods: Sequence[Goods], tariffs: Sequence[int], departure: Departure, *, apart: frozenset[int] = frozenset()
) -> list[Leg]:
    """Return the legs of a load; what is paid for them adds up to what is paid for it.

    The goods of each firm `apart` are priced by themselves.
    """
    by_tariff: dict[int, list[Goods]] = defaultdict(list)
    groups: dict[int | None, list[tuple[Goods, int]]] = defaultdict(list)
    for one, by in zip(goods, tariffs, strict=True):
        by_tariff[by].append(one)
        groups[one.firm if one.firm in apart else None].append((one, by))
    paid = _paid(groups, departure)
    known = {one.id: one for one in departure.tariffs}
    return [_leg(known[by], by_tariff[by], departure, paid[by]) for by in sorted(by_tariff)]


def _paid(groups: Mapping[int | None, Sequence[tuple[Goods, int]]], departure: Departure) -> dict[int, int]:
    """Return by tariff what is paid for goods of those who go together (None) and of each firm that goes alone."""
    paid: dict[int, int] = defaultdict(int)
    for firm, its in groups.items():
        used = [by for _one, by in its]
        costs = costs_each([one for one, _by in its], used, departure, "pooled" if firm is None else "alone")
        for by, (handling, carriage, _waiting) in zip(used, costs, strict=True):
            paid[by] += handling + carriage
    return paid


def _leg(tariff: TariffRecord, goods: Sequence[Goods], departure: Departure, paid_minor: int) -> Leg:
    return Leg(
        tariff=tariff,
        leaves_on=leaves_on(tariff, departure.on),
        arrives_on=arrives_on(tariff, departure.on),
        firms=len({one.firm for one in goods}),
        shipments=len(goods),
        pairs=sum(one.pairs for one in goods),
        late_pairs=sum(one.pairs for one in goods if days_late(one, tariff, departure.on)),
        grams=sum(one.grams for one in goods),
        ml=sum(one.ml for one in goods),
        paid_minor=paid_minor,
    )
