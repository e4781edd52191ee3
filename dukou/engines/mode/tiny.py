"""Let a choice grow shipment by shipment, and try all ways where they are few."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from dukou.engines.mode.problem import TRIES, Problem
from dukou.engines.mode.tariff import cost, pooled_minor, worth_trying

Chosen = tuple[int, ...]
Carried = tuple[int, int, int]
NOTHING: Carried = (0, 0, 0)


@dataclass(slots=True)
class Growing:
    """Keep the grams, the millilitres and the price of what each service carries together."""

    problem: Problem
    carried: dict[int, Carried] = field(default_factory=dict)

    def with_one_more(self, i: int, s: int) -> Carried:
        """Return what a service carries and costs once the shipment joins; a parcel's price is its own."""
        service, shipment = self.problem.services[s], self.problem.shipments[i]
        if service.kind == "parcel":
            return NOTHING
        grams, ml, _price = self.carried.get(s, NOTHING)
        grams, ml = grams + shipment.grams, ml + shipment.ml
        return grams, ml, pooled_minor(service, grams, ml)

    def ways(self, i: int, columns: Sequence[tuple[int, int]]) -> list[tuple[int, int, Carried]]:
        """Return the services of a shipment, the cheapest first: by what all costs more; and what is then carried."""
        found = []
        for s, own in columns:
            more = self.with_one_more(i, s)
            found.append((own + more[2] - self.carried.get(s, NOTHING)[2], s, more))
        return sorted(found)


def largest_first(problem: Problem, shipments: Iterable[int]) -> list[int]:
    """Return numbers of shipments in the order in which they are placed."""
    return sorted(shipments, key=lambda i: (-problem.shipments[i].ml, -problem.shipments[i].grams, i))


def try_all(problem: Problem, known: Chosen) -> tuple[Chosen, bool]:
    """Return the cheapest way found, and whether it is the cheapest of all: it is not where `TRIES` run out.

    Shipments are placed one after another, the largest first; a partial way is tried unless it already costs as much as
    the best known, with what the rest costs at least.
    """
    order = largest_first(problem, range(len(problem.shipments)))
    columns = [worth_trying(problem, i) for i in order]
    rest = [*accumulate((min(own for _s, own in of_one) for of_one in reversed(columns)), initial=0)][::-1]
    growing, best, chosen, tries = Growing(problem), (cost(problem, known), known), list(known), 0

    def descend(depth: int, so_far: int) -> None:
        nonlocal best, tries
        if depth == len(order):
            best = so_far, tuple(chosen)
            return
        for costs, s, more in growing.ways(order[depth], columns[depth]):
            if so_far + costs + rest[depth + 1] >= best[0] or tries > TRIES:
                break
            tries += 1
            before, growing.carried[s] = growing.carried.get(s, NOTHING), more
            chosen[order[depth]] = s
            descend(depth + 1, so_far + costs)
            growing.carried[s] = before

    descend(0, 0)
    return best[1], tries <= TRIES
