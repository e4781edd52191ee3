"""Price what travels, exactly."""

from collections.abc import Sequence

from dukou.engines.mode.problem import Problem, Service, Shipment

ML_PER_M3 = 1_000_000


def up(amount: int, divisor: int) -> int:
    """Return the quotient, rounded up."""
    return -(-amount // divisor)


def parcel_minor(service: Service, grams: int, ml: int) -> int:
    """Return the price of one shipment by parcel: the first weight and each further step begun."""
    chargeable = max(grams, up(ml * 1000, service.ml_per_kg)) if service.ml_per_kg else grams
    steps = up(max(0, chargeable - service.first_grams), service.step_grams or 1)
    return service.first_minor + steps * service.step_minor


def vehicles(service: Service, grams: int, ml: int) -> int:
    """Return how many vehicles carry a load, at least one."""
    return max(1, up(grams, service.capacity_grams), up(ml, service.capacity_ml))


def pooled_minor(service: Service, grams: int, ml: int) -> int:
    """Return the price of a load that travels together by a shared or vehicle service."""
    if service.kind == "vehicle":
        return vehicles(service, grams, ml) * service.vehicle_minor
    if service.rate_unit == "m3":
        return max(service.minimum_minor, up(ml * service.rate_minor, ML_PER_M3))
    by_weight = up(grams * service.rate_minor, 1000)
    by_volume = up(ml * service.rate_minor, service.ml_per_kg) if service.ml_per_kg else 0
    return max(service.minimum_minor, by_weight, by_volume)


def alone_minor(service: Service, shipment: Shipment, extra_minor: int) -> int:
    """Return the cost of a shipment that travels with a service alone."""
    price = parcel_minor if service.kind == "parcel" else pooled_minor
    return extra_minor + price(service, shipment.grams, shipment.ml)


def loads(problem: Problem, chosen: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return the grams and millilitres that each shared or vehicle service carries, where it is used."""
    carried: dict[int, tuple[int, int]] = {}
    for shipment, s in zip(problem.shipments, chosen, strict=True):
        if problem.services[s].kind != "parcel":
            grams, ml = carried.get(s, (0, 0))
            carried[s] = grams + shipment.grams, ml + shipment.ml
    return carried


def cost(problem: Problem, chosen: Sequence[int]) -> int:
    """Return what a choice of an allowed service for each shipment costs in all, in minor units."""
    total = sum(pooled_minor(problem.services[s], *load) for s, load in loads(problem, chosen).items())
    for shipment, s in zip(problem.shipments, chosen, strict=True):
        total += shipment.extra_minor[s] or 0
        if problem.services[s].kind == "parcel":
            total += parcel_minor(problem.services[s], shipment.grams, shipment.ml)
    return total


def allows(problem: Problem, chosen: Sequence[int]) -> bool:
    """Tell whether each shipment has one service that is allowed to it."""
    return len(chosen) == len(problem.shipments) and all(
        0 <= s < len(problem.services) and shipment.extra_minor[s] is not None
        for shipment, s in zip(problem.shipments, chosen, strict=True)
    )


def worth_trying(problem: Problem, i: int) -> list[tuple[int, int]]:
    """Return the services of a shipment that can be best, each with what it costs there whatever travels along.

    Of the parcel services that is the cheapest. A pool is none if the extra alone costs as much as the parcel, for a
    shipment that leaves a pool never makes the pool dearer.
    """
    shipment = problem.shipments[i]
    parcels: list[tuple[int, int]] = []
    pooled: list[tuple[int, int]] = []
    for s, extra in enumerate(shipment.extra_minor):
        if extra is not None and problem.services[s].kind == "parcel":
            parcels.append((alone_minor(problem.services[s], shipment, extra), s))
        elif extra is not None:
            pooled.append((s, extra))
    if not parcels:
        return pooled
    least, cheapest = min(parcels)
    return [(cheapest, least), *((s, extra) for s, extra in pooled if extra < least)]
