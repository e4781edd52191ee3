"""Equip the factories so that the town can knit its product mix: each family's share of machine time finds machines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dukou.base.draws import stable_key, uniforms
from dukou.base.ids import derived_code
from dukou.base.money import split
from dukou.journey.seed.firms import TownPlan
from dukou.registry.records import NewGroup

INTEGRATED_SHARE = 0.04
LEAST_IN_A_GROUP = 3
FITTING_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class MachineType:
    """Hold a kind of machine and its share of the town's machines, by the machine time of what it knits."""

    needle_count: int
    cylinder_e2: int
    terry: str
    colours: int
    cylinders: int
    share: float
    efficiency_ppm: int


# Shares follow pairs x cycle time of the product mix; a terry or jacquard machine also knits the plainer sock.
TYPES = (
    MachineType(144, 375, "plain", 1, 1, 0.203, 920_000),
    MachineType(168, 375, "plain", 1, 1, 0.204, 920_000),
    MachineType(200, 400, "plain", 1, 1, 0.166, 920_000),
    MachineType(96, 350, "plain", 1, 1, 0.040, 910_000),
    MachineType(120, 350, "plain", 1, 1, 0.040, 910_000),
    MachineType(144, 375, "plain", 5, 1, 0.065, 860_000),
    MachineType(168, 375, "plain", 5, 1, 0.065, 860_000),
    MachineType(144, 375, "half", 3, 1, 0.067, 870_000),
    MachineType(168, 375, "half", 3, 1, 0.067, 870_000),
    MachineType(144, 375, "full", 3, 1, 0.061, 860_000),
    MachineType(168, 400, "plain", 1, 2, 0.022, 870_000),
)


def groups(plan: TownPlan, *, seed: int) -> list[NewGroup]:
    """Return the machine groups of every factory; small factories have few types, large ones all."""
    sites = {site.firm_code: site.code for site in plan.sites}
    chosen = [_types_of(place, size, seed) for place, size in enumerate(plan.sizes)]
    found = []
    for firm, counts in zip(plan.factories, _counts(plan.sizes, chosen), strict=True):
        serial = 0
        for number, count in enumerate(counts):
            if count:
                serials = range(serial, serial + count)
                found.append(_group(firm, sites[firm], number, serials, seed))
                serial += count
    return _with_integrated(found, seed)


def _types_of(place: int, size: int, seed: int) -> list[int]:
    """Choose as many types as groups of a useful size fit, the commoner ones more often."""
    most = max(1, min(len(TYPES), size // (2 * LEAST_IN_A_GROUP)))
    keys = [stable_key(seed, "type", place, number) for number in range(len(TYPES))]
    luck = uniforms("seed.types", keys)
    # Efraimidis and Spirakis: the largest u^(1/w) are a weighted sample without replacement.
    ranked = sorted(range(len(TYPES)), key=lambda i: -(float(luck[i]) ** (1 / TYPES[i].share)))
    return sorted(ranked[:most])


def _counts(sizes: Sequence[int], chosen: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return machines by factory and type: rows sum to the sizes, columns fit the town's shares.

    Iterative proportional fitting (Deming and Stephan 1940); large factories make good what the draws of the others
    left out. What rounding takes from a type at one factory it gives at the next.
    """
    shares = np.array([one.share for one in TYPES])
    of_factory = np.array(sizes, dtype=np.float64)
    of_type = shares / shares.sum() * of_factory.sum()
    table = np.zeros((len(sizes), len(TYPES)))
    for row, types in zip(table, chosen, strict=True):
        row[types] = shares[types]
    for _round in range(FITTING_ROUNDS):
        table *= (of_type / np.maximum(table.sum(axis=0), 1e-9))[None, :]
        table *= (of_factory / table.sum(axis=1))[:, None]
    found = []
    owed = np.zeros(len(TYPES))
    for size, row in zip(sizes, table, strict=True):
        wanted = np.where(row > 0, np.maximum(row + owed, 0), 0)
        counts = split(size, [round(1_000 * part) for part in wanted])
        owed += row - np.array(counts)
        found.append(counts)
    return found


def _with_integrated(found: list[NewGroup], seed: int) -> list[NewGroup]:
    """Let about one machine in 25 close the toe itself, by whole groups drawn by the seed."""
    luck = uniforms("seed.integrated", [stable_key(seed, place) for place in range(len(found))])
    left = round(INTEGRATED_SHARE * sum(len(one.serials) for one in found))
    marked = list(found)
    for place in sorted(range(len(found)), key=lambda place: float(luck[place])):
        count = len(found[place].serials)
        if count <= left:
            marked[place] = replace(found[place], integrated=True)
            left -= count
    return marked


def _group(firm: str, site: str, number: int, serials: range, seed: int) -> NewGroup:
    one = TYPES[number]
    return NewGroup(
        code=derived_code(f"seed-{seed}", "group", f"{firm}-{number}"),
        firm_code=firm,
        site_code=site,
        needle_count=one.needle_count,
        cylinder_e2=one.cylinder_e2,
        double_cylinder=one.cylinders == 2,
        terry=one.terry,
        colours_a_course=one.colours,
        integrated=False,
        efficiency_ppm=one.efficiency_ppm,
        serials=tuple(f"M{serial + 1:04d}" for serial in serials),
    )
