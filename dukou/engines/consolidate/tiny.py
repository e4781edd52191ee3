"""Try all ways where they are few."""

from collections.abc import Sequence
from itertools import accumulate
from math import inf

from dukou.engines.consolidate.choice import Chosen, Growing, Options, cost
from dukou.engines.consolidate.columns import Column
from dukou.engines.consolidate.problem import FEW, TRIES, Problem

# Where pools may get cheaper there is no proof to keep short: more ways may be tried.
MANY_TRIES = 20_000


def are_steady(shipments: Sequence[int], options: Options) -> bool:
    """Return whether no pool of these shipments gets cheaper when more rides in it."""
    return all(one.is_steady for i in shipments for one in options[i])


def try_all(problem: Problem, shipments: Sequence[int], options: Options, known: Chosen) -> Chosen | None:
    """Return the cheapest way of a few shipments; None where they are not few, or trying takes more than `TRIES`.

    Shipments are placed one after another, the largest first; a partial way is tried unless it already costs as much as
    the best one, with what the rest pays itself at least. Where pools may get cheaper, all that is sure of a partial
    way is what each pays itself: who fills a cheaper band is found by trying, for one shipment alone gains nothing.
    """
    if len(shipments) > FEW:
        return None
    is_steady = are_steady(shipments, options)
    most = TRIES if is_steady else MANY_TRIES
    goods = problem.shipments
    order = sorted(shipments, key=lambda i: (-goods[i].ml, -goods[i].grams, i))
    least = (min(one.own_minor for one in options[i]) for i in reversed(order))
    rest = [*accumulate(least, initial=0)][::-1]
    growing, chosen, tries = Growing(problem), dict(known), 0
    whole = cost(problem, known) if len(known) == len(order) else None
    best: tuple[int | None, Chosen] = whole, dict(known)

    def room(costs: int) -> float:
        return inf if best[0] is None else best[0] - costs

    def descend(depth: int, so_far: int, sure: int) -> None:
        nonlocal best, tries
        if depth == len(order):
            best = min(best, (so_far, dict(chosen)), key=lambda way: inf if way[0] is None else way[0])
            return
        i = order[depth]
        for added, one in _cheapest_first(growing, i, options[i], room(sure + rest[depth + 1])):
            surely = added if is_steady else one.own_minor
            if surely >= room(sure + rest[depth + 1]) or tries > most:
                continue
            tries += 1
            before = {pool: growing.carried.get(pool) for pool in one.pools}
            growing.add(i, one)
            chosen[i] = one
            descend(depth + 1, so_far + added, sure + surely)
            growing.take_back(one, before)

    descend(0, 0, 0)
    return best[1] if tries <= most and best[0] is not None else None


def _cheapest_first(growing: Growing, i: int, options: Sequence[Column], room: float) -> list[tuple[int, Column]]:
    """Return the columns that may add less than there is room for, with what they add, the cheapest first."""
    hopeful = ((at, one) for at, one in enumerate(options) if one.own_minor < room)
    ways = [(added, at) for at, one in hopeful if (added := growing.added_minor(i, one)) is not None]
    return [(added, options[at]) for added, at in sorted(ways)]
