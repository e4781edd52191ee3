"""Load in two stages: cartons on pallets, then pallets in vehicles."""

from collections import Counter
from dataclasses import dataclass, replace

from dukou.base.solving import Limit
from dukou.engines.load.problem import Carton, Load, Placement, Problem, Stages, Vehicle
from dukou.engines.load.solve import answer, solve


@dataclass(frozen=True, slots=True)
class Pallet:
    """Describe an empty pallet: the room over its deck, the deck's own height and weight, what a load of it bears."""

    room: Vehicle
    deck_mm: int = 144
    deck_grams: int = 25_000
    bears_grams_per_dm2: int | None = 0


def on_pallets(problem: Problem, pallet: Pallet, *, limit: Limit, seed: int) -> Stages:
    """Return cartons on pallets, and these in the problem's vehicles, with all that no pallet can take.

    Where order is kept, each pallet holds cartons of one drop. Each stage has half of the time.
    """
    half = Limit(limit.iterations, None if limit.seconds is None else limit.seconds / 2)
    first = Problem((pallet.room,), problem.cartons)
    loads = tuple(load for drop in _drops(problem) for load in _of_drop(first, drop, half, seed))
    pallets = answer(first, loads)
    made = [_carton(first, pallet, number, load) for number, load in enumerate(loads, 1)]
    loose = [replace(problem.cartons[one.carton], quantity=one.quantity) for one in pallets.left]
    second = Problem(problem.vehicles, (*made, *loose), "full", problem.keep_order)
    return Stages(first, pallets, second, solve(second, limit=half, seed=seed))


def _drops(problem: Problem) -> list[list[int]]:
    """Return the numbers of the cartons that may share pallets."""
    everything = list(range(len(problem.cartons)))
    if not problem.keep_order:
        return [everything]
    return [
        [i for i in everything if problem.cartons[i].drop == drop]
        for drop in sorted({carton.drop for carton in problem.cartons})
    ]


def _of_drop(first: Problem, numbers: list[int], limit: Limit, seed: int) -> list[Load]:
    """Return the pallets of one drop, with time in proportion to its volume."""
    cartons = tuple(first.cartons[i] for i in numbers)
    share = sum(one.quantity * one.mm3 for one in cartons) / sum(one.quantity * one.mm3 for one in first.cartons)
    part = replace(limit, seconds=None if limit.seconds is None else limit.seconds * share)
    found = solve(Problem(first.vehicles, cartons), limit=part, seed=seed)
    return [
        Load(0, tuple(place._replace(type=numbers[place.type]) for place in load.placements)) for load in found.loads
    ]


def _carton(first: Problem, pallet: Pallet, number: int, load: Load) -> Carton:
    """Return a loaded pallet as a carton; it belongs to the owner of most of its volume."""
    volumes: Counter[int] = Counter()
    for place in load.placements:
        volumes[first.cartons[place.type].owner] += place.dx * place.dy * place.dz
    return Carton(
        f"pallet {number}",
        pallet.room.length_mm,
        pallet.room.width_mm,
        pallet.deck_mm + _top_mm(load.placements),
        quantity=1,
        grams=pallet.deck_grams + sum(first.cartons[place.type].grams for place in load.placements),
        bears_grams_per_dm2=pallet.bears_grams_per_dm2,
        owner=volumes.most_common(1)[0][0],
        drop=min(first.cartons[place.type].drop for place in load.placements),
    )


def _top_mm(placements: tuple[Placement, ...]) -> int:
    return max(place.z + place.dz for place in placements)
