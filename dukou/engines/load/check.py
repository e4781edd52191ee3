"""Verify loads from the problem alone: room, support, weight, the way in and out, the sums, and the bound."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dukou.base.solving import Violation
from dukou.engines.load.duals import proven
from dukou.engines.load.problem import Answer, Carton, Load, Problem, Stages, Vehicle

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
MM2_PER_DM2 = 10_000
# Shares of a weight are no whole grams; a thousandth of one is what sums of shares may be off.
TOLERANCE_GRAMS = 1e-3


def check(problem: Problem, answer: Answer) -> list[Violation]:
    """Return each law that the loads break."""
    for number, load in enumerate(answer.loads):
        known = 0 <= load.vehicle < len(problem.vehicles)
        if not known or not all(0 <= one.type < len(problem.cartons) for one in load.placements):
            return [Violation("vehicles and cartons are those of the problem", {"load": number})]
    broken = [*_counts(problem, answer), *_left(problem, answer), *_sums(problem, answer)]
    for number, load in enumerate(answer.loads):
        broken += [Violation(one.law, {"load": number, **one.facts}) for one in _load(problem, load)]
    return broken


def check_stages(stages: Stages) -> list[Violation]:
    """Return each law that one of the stages breaks, and each pallet that is not in the second what the first made."""
    broken = [*check(stages.on_pallets, stages.pallets), *check(stages.in_vehicles, stages.vehicles)]
    if broken:
        return broken
    made = [_as_carton(stages.on_pallets, load) for load in stages.pallets.loads]
    for number, (length, width, top, grams) in enumerate(made):
        one = stages.in_vehicles.cartons[number]
        if (
            (one.length_mm, one.width_mm, one.quantity) != (length, width, 1)
            or one.height_mm < top
            or one.grams < grams
        ):
            broken.append(Violation("a pallet travels as it was made", {"pallet": number}))
    loose = [(one.carton, one.quantity) for one in stages.pallets.left]
    rest = stages.in_vehicles.cartons[len(made) :]
    if [replace(stages.on_pallets.cartons[i], quantity=count) for i, count in loose] != list(rest):
        broken.append(Violation("what is on no pallet travels as it is", {"cartons": len(rest)}))
    return broken


def _as_carton(problem: Problem, load: Load) -> tuple[int, int, int, int]:
    pallet = problem.vehicles[load.vehicle]
    top = max(place.z + place.dz for place in load.placements)
    return pallet.length_mm, pallet.width_mm, top, sum(problem.cartons[place.type].grams for place in load.placements)


def _counts(problem: Problem, answer: Answer) -> Iterator[Violation]:
    used = Counter(load.vehicle for load in answer.loads)
    for kind, count in used.items():
        there = problem.vehicles[kind].quantity
        if there is not None and count > there:
            yield Violation("no more vehicles run than there are", {"vehicle": kind, "run": count, "there": there})
    found = Counter(place.type for load in answer.loads for place in load.placements)
    for one in answer.left:
        found[one.carton] += one.quantity
    for number, carton in enumerate(problem.cartons):
        if found[number] != carton.quantity:
            facts = {"carton": number, "found": found[number], "quantity": carton.quantity}
            yield Violation("every carton is loaded or left, once", facts)


def _left(problem: Problem, answer: Answer) -> Iterator[Violation]:
    for one in answer.left:
        if not 0 <= one.carton < len(problem.cartons) or one.quantity <= 0:
            yield Violation("what is left is named", {"carton": one.carton, "quantity": one.quantity})
            continue
        roomy = [vehicle for vehicle in problem.vehicles if _stands_in(problem.cartons[one.carton], vehicle)]
        strong = [vehicle for vehicle in roomy if problem.cartons[one.carton].grams <= _most_grams(vehicle)]
        reason = "no room" if strong else "too heavy" if roomy else "too large"
        if one.reason != reason:
            yield Violation("the reason for leaving is true", {"carton": one.carton, "said": one.reason})


def _sums(problem: Problem, answer: Answer) -> Iterator[Violation]:
    mm3 = sum(place.dx * place.dy * place.dz for load in answer.loads for place in load.placements)
    cost = sum(problem.vehicles[load.vehicle].cost_minor for load in answer.loads)
    if (mm3, cost) != (answer.mm3, answer.cost_minor):
        yield Violation("volume and cost are the sums of the loads", {"mm3": mm3, "cost_minor": cost})
    sure, bound = proven(problem), answer.bound
    if bound.mm3 < sure.mm3 or bound.cost_minor > sure.cost_minor or bound.vehicles > sure.vehicles:
        yield Violation("the bound follows from the sizes, weights and counts", {"mm3": sure.mm3})
    reached = (mm3, cost, len(answer.loads)) == (bound.mm3, bound.cost_minor, bound.vehicles)
    hopeless = bool(problem.cartons) and sure.mm3 == 0
    if (answer.status == "optimal" and not reached) or (answer.status == "infeasible") != hopeless:
        yield Violation("the status is true", {"said": answer.status})


@dataclass(frozen=True, slots=True)
class Boxes:
    """Hold the boxes of a load, ``low``, ``size`` and ``high`` [n, 3], and which pairs meet along each axis [n, n]."""

    low: Ints
    size: Ints
    high: Ints
    meet: tuple[Bools, Bools, Bools]
    kind: Ints

    def above(self) -> Bools:
        """Tell for each pair whether the second lies over the first."""
        return np.asarray(self.meet[0] & self.meet[1] & (self.high[:, None, 2] <= self.low[None, :, 2]))

    def before(self) -> Bools:
        """Tell for each pair whether the second stands between the first and the doors."""
        return np.asarray(self.meet[1] & self.meet[2] & (self.high[:, None, 0] <= self.low[None, :, 0]))

    def on(self) -> Bools:
        """Tell for each pair whether the second stands on the first."""
        return np.asarray(self.meet[0] & self.meet[1] & (self.high[:, None, 2] == self.low[None, :, 2]))


def _boxes(load: Load) -> Boxes:
    table = np.array(load.placements, dtype=np.int64).reshape(-1, 7)
    low, size = table[:, :3], table[:, 3:6]
    high = low + size
    x, y, z = (
        (low[:, None, axis] < high[None, :, axis]) & (low[None, :, axis] < high[:, None, axis]) for axis in range(3)
    )
    return Boxes(low, size, high, (x, y, z), table[:, 6])


def _load(problem: Problem, load: Load) -> Iterator[Violation]:
    """Return what one load breaks; where boxes are not as they are or not where they can be, that only."""
    if not load.placements:
        yield Violation("a vehicle runs with a load")
        return
    vehicle, boxes = problem.vehicles[load.vehicle], _boxes(load)
    shape = [*_orientation(problem.cartons, boxes), *_inside(vehicle, boxes), *_overlap(boxes)]
    yield from shape
    if shape:
        return
    if problem.support == "full":
        yield from _support(boxes)
        yield from _bearing(problem.cartons, boxes)
    yield from _weight(problem.cartons, vehicle, boxes)
    yield from _sequence(boxes)
    if problem.keep_order:
        yield from _drops(problem.cartons, boxes)


def _orientation(cartons: Sequence[Carton], boxes: Boxes) -> Iterator[Violation]:
    ways = [_ways(carton) for carton in cartons]
    for place, (kind, size) in enumerate(zip(boxes.kind.tolist(), boxes.size.tolist(), strict=True)):
        if tuple(size) not in ways[kind]:
            yield Violation("a carton stands as it may", {"place": place, "carton": kind})


def _inside(vehicle: Vehicle, boxes: Boxes) -> Iterator[Violation]:
    outside = (boxes.low < 0).any(axis=1) | (boxes.high > np.array(vehicle.sizes)).any(axis=1)
    for place in np.flatnonzero(outside).tolist():
        yield Violation("a carton is inside the vehicle", {"place": place})


def _overlap(boxes: Boxes) -> Iterator[Violation]:
    x, y, z = boxes.meet
    for one, other in np.argwhere(np.triu(x & y & z, 1)).tolist():
        yield Violation("no two cartons are in one place", {"place": one, "other": other})


def _contact(boxes: Boxes) -> Ints:
    """Return the square millimetres with which the second stands on the first [n, n]."""
    wide = [
        np.minimum(boxes.high[:, None, axis], boxes.high[None, :, axis])
        - np.maximum(boxes.low[:, None, axis], boxes.low[None, :, axis])
        for axis in (0, 1)
    ]
    return np.where(boxes.on(), wide[0] * wide[1], 0)


def _support(boxes: Boxes) -> Iterator[Violation]:
    """Compare each base with the tops under it: they are side by side, so that their shares add up."""
    base, held = boxes.size[:, 0] * boxes.size[:, 1], _contact(boxes).sum(axis=0)
    for place in np.flatnonzero((boxes.low[:, 2] > 0) & (held < base)).tolist():
        yield Violation("a base lies wholly on the floor or on cartons", {"place": place, "held_mm2": int(held[place])})


def _bearing(cartons: Sequence[Carton], boxes: Boxes) -> Iterator[Violation]:
    """Hand every weight down, in proportion to the contact, from the highest carton to the lowest."""
    if all(one.bears_grams_per_dm2 is None for one in cartons):
        return
    contact, base = _contact(boxes), boxes.size[:, 0] * boxes.size[:, 1]
    pressing = np.zeros(len(base))
    for place in np.argsort(-boxes.low[:, 2], kind="stable").tolist():
        grams = cartons[int(boxes.kind[place])].grams + pressing[place]
        pressing += grams * contact[:, place] / base[place]
    for place, kind in enumerate(boxes.kind.tolist()):
        bears = cartons[kind].bears_grams_per_dm2
        if bears is not None and pressing[place] > bears * base[place] / MM2_PER_DM2 + TOLERANCE_GRAMS:
            yield Violation("a carton bears what stands on it", {"place": place, "grams": float(pressing[place])})


def _weight(cartons: Sequence[Carton], vehicle: Vehicle, boxes: Boxes) -> Iterator[Violation]:
    """Compare the weight, the axles' shares by the lever law, and the centre of gravity, all in whole numbers."""
    grams = [cartons[kind].grams for kind in boxes.kind.tolist()]
    total = sum(grams)
    twice_moment = sum(g * x for g, x in zip(grams, (boxes.low[:, 0] + boxes.high[:, 0]).tolist(), strict=True))
    if vehicle.max_grams is not None and total > vehicle.max_grams:
        yield Violation("the vehicle carries its load", {"grams": total, "most": vehicle.max_grams})
    if vehicle.axles is not None:
        front_mm, rear_mm = vehicle.axles.front_mm, vehicle.axles.rear_mm
        twice = 2 * (rear_mm - front_mm)
        front, rear = 2 * rear_mm * total - twice_moment, twice_moment - 2 * front_mm * total
        if front > vehicle.axles.front_max_grams * twice:
            yield Violation("the front axle carries its share", {"grams": front // twice})
        if rear > vehicle.axles.rear_max_grams * twice:
            yield Violation("the rear axle carries its share", {"grams": rear // twice})
    if vehicle.off_centre_mm is not None and abs(twice_moment - vehicle.length_mm * total) > (
        2 * vehicle.off_centre_mm * total
    ):
        yield Violation("the centre of gravity is near the middle", {"centre_mm": twice_moment // (2 * total)})


def _sequence(boxes: Boxes) -> Iterator[Violation]:
    """Refuse a carton that is put in under or behind one that is there already."""
    late = np.tril(boxes.above() | boxes.before(), -1)
    for later, there in np.argwhere(late).tolist():
        yield Violation("a carton is put in over and before those already in", {"place": later, "other": there})


def _drops(cartons: Sequence[Carton], boxes: Boxes) -> Iterator[Violation]:
    drop = np.array([carton.drop for carton in cartons])[boxes.kind]
    late = drop[:, None] < drop[None, :]
    for one, other in np.argwhere(late & boxes.before()).tolist():
        yield Violation("no later drop stands before an earlier one", {"place": one, "other": other})
    for one, other in np.argwhere(late & boxes.on()).tolist():
        yield Violation("no later drop stands on an earlier one", {"place": one, "other": other})


def _ways(carton: Carton) -> set[tuple[int, int, int]]:
    found = set()
    for axis, may in enumerate(carton.upright):
        if may:
            height = carton.sizes[axis]
            one, other = (size for number, size in enumerate(carton.sizes) if number != axis)
            found |= {(one, other, height), (other, one, height)}
    return found


def _stands_in(carton: Carton, vehicle: Vehicle) -> bool:
    return any(all(size <= room for size, room in zip(way, vehicle.sizes, strict=True)) for way in _ways(carton))


def _most_grams(vehicle: Vehicle) -> float:
    axles = vehicle.axles.front_max_grams + vehicle.axles.rear_max_grams if vehicle.axles else float("inf")
    return min(axles, float("inf") if vehicle.max_grams is None else vehicle.max_grams)
