"""Hold a choice of columns, and price it exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dukou.engines.consolidate.columns import Column
from dukou.engines.consolidate.problem import Problem
from dukou.engines.consolidate.tariff import Load, pool_minor, pool_tariff, vehicles

Options = Sequence[Sequence[Column]]
# The column of each shipment that has one, by its number.
Chosen = dict[int, Column]


@dataclass(slots=True)
class Growing:
    """Keep what each pool carries and costs, and how many more each queue takes, while shipments are placed."""

    problem: Problem
    carried: dict[int, tuple[Load, int]] = field(default_factory=dict)
    queued: dict[tuple[int, int], int] = field(default_factory=dict)

    def added_minor(self, i: int, one: Column) -> int | None:
        """Return by how much all costs more once a shipment goes by a column; None where there is no room."""
        if any(self._is_full(queue) for queue in one.queues):
            return None
        total = one.own_minor
        for pool in one.pools:
            price = pool_minor(self.problem, pool, self._load(i, pool))
            if price is None:
                return None
            total += price - (self.carried[pool][1] if pool in self.carried else 0)
        return total

    def add(self, i: int, one: Column) -> None:
        """Let a shipment go by a column that has room for it."""
        for pool in one.pools:
            load = self._load(i, pool)
            self.carried[pool] = load, pool_minor(self.problem, pool, load) or 0
        for queue in one.queues:
            self.queued[queue] = self.queued.get(queue, 0) + 1

    def take_back(self, one: Column, before: Mapping[int, tuple[Load, int] | None]) -> None:
        """Undo the last addition, of a shipment by a column, before which its pools carried this."""
        for pool, carried in before.items():
            if carried is None:
                del self.carried[pool]
            else:
                self.carried[pool] = carried
        for queue in one.queues:
            self.queued[queue] -= 1

    def _load(self, i: int, pool: int) -> Load:
        shipment = self.problem.shipments[i]
        (grams, ml, value), _price = self.carried.get(pool, ((0, 0, 0), 0))
        return grams + shipment.grams, ml + shipment.ml, value + shipment.value_minor

    def _is_full(self, queue: tuple[int, int]) -> bool:
        most = self.problem.places[queue[0]].most_shipments_a_day
        return most is not None and self.queued.get(queue, 0) >= most


def cost(problem: Problem, chosen: Chosen) -> int | None:
    """Return what a choice costs, in minor units; None where limits forbid it."""
    growing, total = Growing(problem), 0
    for i, one in chosen.items():
        added = growing.added_minor(i, one)
        if added is None:
            return None
        total += added
        growing.add(i, one)
    return total


def used_vehicles(problem: Problem, chosen: Chosen) -> tuple[int, ...]:
    """Return how many vehicles each departure needs."""
    growing, used = Growing(problem), [0] * len(problem.departures)
    for i, one in chosen.items():
        growing.add(i, one)
    for pool, ((grams, ml, _value), _price) in growing.carried.items():
        if pool_tariff(problem, pool).kind == "vehicle":
            used[pool] = vehicles(pool_tariff(problem, pool), grams, ml)
    return tuple(used)
