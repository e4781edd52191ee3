"""Write the choice as columns and pools, and turn multipliers into a proven bound.

Each shared or vehicle service is a pool. Its price is at least its load's price by weight and by volume, and lies
between what the vehicles cost that must run and those that can. A box holds the few choices that a linear program would
blur: how many vehicles run, which shared services are used, and where single shipments go.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from dukou.engines.mode.problem import Problem, Service
from dukou.engines.mode.tariff import ML_PER_M3, pooled_minor, vehicles, worth_trying

E9 = 1_000_000_000
E18 = E9 * E9
Parts = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """Hold the law of a pool: least price a gram and a millilitre, least and most price of one vehicle.

    A shared service counts as one vehicle, whose price lies between its minimum and the price of everything together.
    """

    of_grams: Fraction
    of_ml: Fraction
    least_minor: int
    most_minor: int


@dataclass(frozen=True, slots=True)
class Box:
    """Hold what was decided: least and most vehicles of each service, and whether a shipment goes with a service."""

    least: tuple[int, ...]
    most: tuple[int, ...]
    goes: tuple[tuple[int, int, bool], ...] = ()

    def halves(self, service: int, most: int) -> tuple["Box", "Box"]:
        """Return the box where the service runs at most so many vehicles, and the one where it runs more."""
        fewer, more = list(self.most), list(self.least)
        fewer[service], more[service] = most, most + 1
        return replace(self, most=tuple(fewer)), replace(self, least=tuple(more))

    def sides(self, shipment: int, service: int) -> tuple["Box", "Box"]:
        """Return the box where the shipment goes with the service, and the one where it does not."""
        there, elsewhere = (shipment, service, True), (shipment, service, False)
        return replace(self, goes=(*self.goes, there)), replace(self, goes=(*self.goes, elsewhere))

    def refuses(self, shipment: int, service: int) -> bool:
        """Tell whether the box keeps a shipment from a service."""
        return not self.most[service] or any(
            (service == s) != goes for i, s, goes in self.goes if i == shipment and (goes or s == service)
        )


@dataclass(frozen=True, slots=True)
class Model:
    """Hold the columns (shipment, service, its own cost there), loads, pools by service, and the box of all ways."""

    columns: tuple[tuple[int, int, int], ...]
    grams: tuple[int, ...]
    ml: tuple[int, ...]
    pools: dict[int, Pool]
    whole: Box


def build(problem: Problem) -> Model:
    """Return the model of a problem in which each shipment has a service."""
    columns = tuple((i, s, own) for i in range(len(problem.shipments)) for s, own in worth_trying(problem, i))
    grams = tuple(one.grams for one in problem.shipments)
    ml = tuple(one.ml for one in problem.shipments)
    load, used = (sum(grams), sum(ml)), {s for _i, s, _own in columns}
    pools = {s: _pool(one, *load) for s, one in enumerate(problem.services) if s in used and one.kind != "parcel"}
    most = tuple(vehicles(one, *load) if one.kind == "vehicle" else 1 for one in problem.services)
    return Model(columns, grams, ml, pools, Box((0,) * len(most), most))


def _pool(service: Service, grams: int, ml: int) -> Pool:
    if service.kind == "vehicle":
        price = service.vehicle_minor
        return Pool(Fraction(price, service.capacity_grams), Fraction(price, service.capacity_ml), price, price)
    everything = pooled_minor(service, grams, ml)
    if service.rate_unit == "m3":
        return Pool(Fraction(0), Fraction(service.rate_minor, ML_PER_M3), service.minimum_minor, everything)
    of_ml = Fraction(service.rate_minor, service.ml_per_kg) if service.ml_per_kg else Fraction(0)
    return Pool(Fraction(service.rate_minor, 1000), of_ml, service.minimum_minor, everything)


def full_parts(model: Model) -> Parts:
    """Return the multipliers that lay each pool's whole price on its load, by weight or volume, whichever is more."""
    grams, ml = sum(model.grams), sum(model.ml)
    return tuple(
        (s, E9, 0) if pool.of_grams * grams > pool.of_ml * ml else (s, 0, E9) for s, pool in model.pools.items()
    )


def without(parts: Parts, service: int) -> Parts:
    """Return the multipliers that leave a service's whole price to its vehicles."""
    return tuple(part for part in parts if part[0] != service)


def proven(model: Model, box: Box, parts: Parts) -> int | None:
    """Return the Lagrangian bound of the multipliers in a box, in minor units; None where the box has no way at all.

    Every shipment takes what is cheapest once its part of the pools is paid for. Fractions are rounded down where they
    arise, which only weakens the bound.
    """
    prices, total = _prices(model, box, parts)
    decided = {i for i, _s, _goes in box.goes}
    cheapest: list[int | None] = [None] * len(model.grams)
    for i, s, own in model.columns:
        if not box.most[s] or (i in decided and box.refuses(i, s)):
            continue
        of_grams, of_ml = prices[s]
        pays = own * E18 + of_grams * model.grams[i] + of_ml * model.ml[i]
        best = cheapest[i]
        if best is None or pays < best:
            cheapest[i] = pays
    for best in cheapest:
        if best is None:
            return None
        total += best
    return -(-total // E18)


def _prices(model: Model, box: Box, parts: Parts) -> tuple[list[tuple[int, int]], int]:
    """Return what a gram and a millilitre pay with each service, and what is left for the vehicles, all by 1e-18."""
    prices = [(0, 0)] * len(box.most)
    left = dict.fromkeys(model.pools, E9)
    for s, of_grams, of_ml in parts:
        pool = model.pools[s]
        prices[s] = _share(pool.of_grams, of_grams), _share(pool.of_ml, of_ml)
        left[s] = E9 - of_grams - of_ml
    total = 0
    for s, rest in left.items():
        pool = model.pools[s]
        total += rest * E9 * (box.least[s] * pool.least_minor if rest > 0 else box.most[s] * pool.most_minor)
    return prices, total


def _share(price: Fraction, part_e9: int) -> int:
    return part_e9 * price.numerator * E9 // price.denominator
