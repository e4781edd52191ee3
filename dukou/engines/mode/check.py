"""Verify a choice from the problem alone: each law, the cost, and the bound's proof."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dukou.base.solving import Violation
from dukou.engines.mode.problem import FEW, TRIES, Answer, Leaf, Problem, Service, Split

E9 = 10**9
E18 = 10**18
# What each shipment costs with each service whatever travels along; None where not allowed.
Own = Sequence[Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class Region:
    """Hold what the splits above a node say: vehicles of each service, and the services left to some shipments."""

    least: tuple[int, ...]
    most: tuple[int, ...]
    left: dict[int, frozenset[int]]


def check(problem: Problem, answer: Answer) -> list[Violation]:
    """Return each law that the choice breaks."""
    hopeless = [i for i, one in enumerate(problem.shipments) if set(one.extra_minor) <= {None}]
    if answer.status == "infeasible" or hopeless:
        return _infeasible(answer, hopeless)
    broken = _shape(problem, answer)
    if broken:
        return broken
    return [*_vehicles(problem, answer), *_cost(problem, answer), *_bound(problem, answer)]


def _infeasible(answer: Answer, hopeless: list[int]) -> list[Violation]:
    if not hopeless:
        return [Violation("only a shipment without a service leaves no way")]
    if answer.status != "infeasible" or answer.chosen or answer.cost_minor or answer.bound_minor:
        return [Violation("nothing is chosen where a shipment has no service", {"shipment": hopeless[0]})]
    return []


def _shape(problem: Problem, answer: Answer) -> list[Violation]:
    if len(answer.chosen) != len(problem.shipments):
        return [Violation("every shipment has a service", {"shipments": len(problem.shipments)})]
    if len(answer.vehicles) != len(problem.services):
        return [Violation("every service says its vehicles", {"services": len(problem.services)})]
    return [
        Violation("a shipment goes with a service that is allowed", {"shipment": i, "service": s})
        for i, (one, s) in enumerate(zip(problem.shipments, answer.chosen, strict=True))
        if not 0 <= s < len(problem.services) or one.extra_minor[s] is None
    ]


def _loads(problem: Problem, answer: Answer) -> Iterator[tuple[int, Service, int, int, int]]:
    """Yield each service with the shipments, grams and millilitres that it is given."""
    given = [[0, 0, 0] for _ in problem.services]
    for one, s in zip(problem.shipments, answer.chosen, strict=True):
        given[s][0] += 1
        given[s][1] += one.grams
        given[s][2] += one.ml
    for s, (service, (count, grams, ml)) in enumerate(zip(problem.services, given, strict=True)):
        yield s, service, count, grams, ml


def _vehicles(problem: Problem, answer: Answer) -> list[Violation]:
    broken = []
    for s, service, count, grams, ml in _loads(problem, answer):
        run = answer.vehicles[s]
        if service.kind != "vehicle":
            if run:
                broken.append(Violation("only a vehicle service has vehicles", {"service": s, "vehicles": run}))
        elif run < min(count, 1) or grams > run * service.capacity_grams or ml > run * service.capacity_ml:
            facts = {"service": s, "vehicles": run, "grams": grams, "ml": ml}
            broken.append(Violation("vehicles carry what they are given", facts))
    return broken


def _cost(problem: Problem, answer: Answer) -> list[Violation]:
    total = 0
    for s, service, count, grams, ml in _loads(problem, answer):
        if service.kind == "vehicle":
            total += answer.vehicles[s] * service.vehicle_minor
        elif service.kind == "shared" and count:
            total += _shared(service, grams, ml)
    for one, s in zip(problem.shipments, answer.chosen, strict=True):
        total += _own(problem.services[s], one.grams, one.ml, one.extra_minor[s] or 0)
    if total != answer.cost_minor:
        return [Violation("the cost is what the services charge", {"said": answer.cost_minor, "sum": total})]
    return []


def _own(service: Service, grams: int, ml: int, extra_minor: int) -> int:
    """Return what a shipment costs with a service whatever travels along."""
    if service.kind != "parcel":
        return extra_minor
    # By volume, weights are compared in parts of a gram, `ml_per_kg` of them each.
    part = service.ml_per_kg or 1
    over = max(grams * part, ml * 1000 if service.ml_per_kg else 0) - service.first_grams * part
    steps = -(-over // (part * service.step_grams)) if over > 0 < service.step_grams else 0
    return extra_minor + service.first_minor + steps * service.step_minor


def _shared(service: Service, grams: int, ml: int) -> int:
    amount, unit = (ml, 1_000_000) if service.rate_unit == "m3" else (grams, 1000)
    if service.rate_unit == "kg" and service.ml_per_kg:
        amount, unit = max(grams * service.ml_per_kg, ml * 1000), 1000 * service.ml_per_kg
    return max(service.minimum_minor, -(-amount * service.rate_minor // unit))


def _together(service: Service, grams: int, ml: int) -> int:
    """Return what a service charges for a load that travels together; a parcel's price is its own."""
    if service.kind == "shared":
        return _shared(service, grams, ml)
    return service.vehicle_minor * _needed(service, grams, ml) if service.kind == "vehicle" else 0


def _needed(service: Service, grams: int, ml: int) -> int:
    return max(1, -(-grams // service.capacity_grams), -(-ml // service.capacity_ml))


def _bound(problem: Problem, answer: Answer) -> list[Violation]:
    said = answer.bound_minor
    if said > answer.cost_minor or (answer.status == "optimal" and said != answer.cost_minor):
        return [Violation("the bound meets the cost of an optimal choice, and exceeds none", {"said": said})]
    own = [
        [
            None if extra is None else _own(service, one.grams, one.ml, extra)
            for service, extra in zip(problem.services, one.extra_minor, strict=True)
        ]
        for one in problem.shipments
    ]
    if answer.proof:
        return _tree(problem, own, answer)
    if len(own) > FEW:
        return [Violation("a bound over many shipments has a proof", {"shipments": len(own)})]
    if not _nothing_is_cheaper(problem, own, said):
        return [Violation("trying all ways proves the bound", {"said": said})]
    return []


def _nothing_is_cheaper(problem: Problem, own: Own, than: int) -> bool:
    """Place shipment after shipment, but no further where that already costs as much; False also if it takes long."""
    shipments = problem.shipments
    order = sorted(range(len(own)), key=lambda i: (-shipments[i].ml, -shipments[i].grams, i))
    ways = [_ways(problem, own[i]) for i in order]
    rest = [0]
    for of_one in reversed(ways):
        rest.insert(0, rest[0] + min(costs for costs, _s in of_one))
    # A node holds how many are placed, their cost, and each service's grams, millilitres and price.
    stack = [(0, 0, ((0, 0, 0),) * len(problem.services))]
    for _ in range(TRIES + 1):
        if not stack:
            return True
        placed, so_far, carried = stack.pop()
        if so_far + rest[placed] < than and placed == len(order):
            return False
        for costs, s in ways[placed] if placed < len(order) else ():
            grams, ml, paid = carried[s]
            grams, ml = grams + shipments[order[placed]].grams, ml + shipments[order[placed]].ml
            pays = _together(problem.services[s], grams, ml)
            if so_far + costs + pays - paid + rest[placed + 1] < than:
                after = (*carried[:s], (grams, ml, pays), *carried[s + 1 :])
                stack.append((placed + 1, so_far + costs + pays - paid, after))
    return not stack


def _ways(problem: Problem, own: Sequence[int | None]) -> list[tuple[int, int]]:
    """Return the ways of a shipment but for dearer parcels and for services whose extra alone costs as much."""
    parcels = [(costs, s) for s, costs in enumerate(own) if costs is not None and problem.services[s].kind == "parcel"]
    pooled = [(costs, s) for s, costs in enumerate(own) if costs is not None and problem.services[s].kind != "parcel"]
    if not parcels:
        return pooled
    return [min(parcels), *((costs, s) for costs, s in pooled if costs < min(parcels)[0])]


def _tree(problem: Problem, own: Own, answer: Answer) -> list[Violation]:
    """Walk the proof from node 0: the parts of a split are the whole, so its least leaf bounds all ways."""
    grams, ml = sum(one.grams for one in problem.shipments), sum(one.ml for one in problem.shipments)
    most = tuple(_needed(one, grams, ml) if one.kind == "vehicle" else 1 for one in problem.services)
    stack = [(0, Region((0,) * len(most), most, {}))]
    seen: set[int] = set()
    proven: list[int] = []
    while stack:
        at, region = stack.pop()
        if at in seen or not 0 <= at < len(answer.proof):
            return [Violation("the proof is a tree", {"node": at})]
        seen.add(at)
        node = answer.proof[at]
        if not _is_sound(problem, node):
            return [Violation("a node of the proof speaks of pools and shipments that there are", {"node": at})]
        if isinstance(node, Split):
            stack += zip((node.first, node.second), _parts(problem, region, node), strict=True)
        else:
            proven += _leaf(problem, own, region, node)
    least = min(proven, default=0)
    if answer.bound_minor > least:
        return [Violation("the bound is proven by its tree", {"said": answer.bound_minor, "proven": least})]
    return []


def _is_sound(problem: Problem, node: Split | Leaf) -> bool:
    pools = {s for s, one in enumerate(problem.services) if one.kind != "parcel"}
    if isinstance(node, Leaf):
        of = [s for s, _grams, _ml in node.parts_e9]
        return len(set(of)) == len(of) and pools.issuperset(of) and all(min(part[1:]) >= 0 for part in node.parts_e9)
    return node.service in pools and (node.shipment is None or 0 <= node.shipment < len(problem.shipments))


def _parts(problem: Problem, region: Region, split: Split) -> tuple[Region, Region]:
    s, i = split.service, split.shipment
    if i is None:
        most = tuple(min(one, split.most) if t == s else one for t, one in enumerate(region.most))
        least = tuple(max(one, split.most + 1) if t == s else one for t, one in enumerate(region.least))
        return replace(region, most=most), replace(region, least=least)
    left = region.left.get(i, frozenset(range(len(problem.services))))
    there, elsewhere = {**region.left, i: left & {s}}, {**region.left, i: left - {s}}
    return replace(region, left=there), replace(region, left=elsewhere)


def _leaf(problem: Problem, own: Own, region: Region, leaf: Leaf) -> list[int]:
    """Return the least cost that the multipliers leave possible, by weak duality; nothing where there is no way."""
    load = sum(one.grams for one in problem.shipments), sum(one.ml for one in problem.shipments)
    prices = [(0, 0)] * len(problem.services)
    part_of = {s: (of_grams, of_ml) for s, of_grams, of_ml in leaf.parts_e9}
    total = 0
    for s, service in enumerate(problem.services):
        if service.kind == "parcel":
            continue
        of_grams, of_ml = part_of.get(s, (0, 0))
        prices[s] = _price_e18(service, of_grams, of_ml)
        rest = E9 - of_grams - of_ml
        if service.kind == "vehicle":
            units = region.least[s] if rest > 0 else region.most[s]
            total += rest * E9 * units * service.vehicle_minor
        elif rest > 0:
            total += rest * E9 * region.least[s] * service.minimum_minor
        elif region.most[s]:
            total += rest * E9 * _shared(service, *load)
    for i, one in enumerate(problem.shipments):
        left = region.left.get(i)
        ways = [
            costs * E18 + prices[s][0] * one.grams + prices[s][1] * one.ml
            for s, costs in enumerate(own[i])
            if costs is not None and region.most[s] > 0 and (left is None or s in left)
        ]
        if not ways:
            return []
        total += min(ways)
    return [-(-total // E18)]


def _price_e18(service: Service, of_grams: int, of_ml: int) -> tuple[int, int]:
    """Return what a gram and a millilitre pay, rounded down: parts of the price by weight and of that by volume."""
    if service.kind == "vehicle":
        price = service.vehicle_minor * E9
        return of_grams * price // service.capacity_grams, of_ml * price // service.capacity_ml
    price = service.rate_minor * E9
    if service.rate_unit == "m3":
        return 0, of_ml * price // 1_000_000
    return of_grams * price // 1000, of_ml * price // service.ml_per_kg if service.ml_per_kg else 0
