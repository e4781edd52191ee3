"""Price what rides, exactly."""

from dukou.engines.consolidate.problem import Band, Departure, Place, Problem, Shipment, Tariff

MILLION = 1_000_000
DAYS_A_YEAR = 365
# Grams, millilitres and value in minor units.
Load = tuple[int, int, int]


def up(amount: int, divisor: int) -> int:
    """Return the quotient, rounded up."""
    return -(-amount // divisor)


def parts(tariff: Tariff) -> int:
    """Return into how many parts a gram, millilitre or minor unit is divided, so that amounts are whole."""
    if tariff.kind == "vehicle" or tariff.unit != "kg" or not tariff.ml_per_kg:
        return 1
    return tariff.ml_per_kg * (2 if tariff.is_half_volumetric else 1)


def amount(tariff: Tariff, grams: int, ml: int, value_minor: int) -> int:
    """Return the amount that bands price, in `parts`."""
    if tariff.unit == "m3":
        return ml
    if tariff.unit == "value":
        return value_minor
    if not tariff.ml_per_kg:
        return grams
    by_weight, by_volume = grams * tariff.ml_per_kg, ml * 1000
    return max(by_weight, by_volume) + (by_weight if tariff.is_half_volumetric else 0)


def vehicles(tariff: Tariff, grams: int, ml: int) -> int:
    """Return how many vehicles carry a load, at least one."""
    return max(1, up(grams, tariff.capacity_grams), up(ml, tariff.capacity_ml))


def carriage_minor(tariff: Tariff, grams: int, ml: int, value_minor: int) -> int | None:
    """Return the price of a load that is priced together, fuel and all; None where it is too much for the tariff."""
    with_fuel = MILLION + tariff.fuel_ppm
    if tariff.kind == "vehicle":
        return up(vehicles(tariff, grams, ml) * tariff.vehicle_minor * with_fuel, MILLION)
    priced, divided = amount(tariff, grams, ml, value_minor), parts(tariff)
    for band in tariff.bands:
        if band.up_to_amount is None or priced <= band.up_to_amount * divided:
            price, divisor = band_price(band, priced, divided)
            return up(price * with_fuel, divisor * MILLION)
    return None


def band_price(band: Band, priced: int, divided: int) -> tuple[int, int]:
    """Return a band's price of an amount in parts, before fuel, and the number by which it is still to be divided."""
    beyond, divisor = max(0, priced - band.beyond_amount * divided), band.per_amount * divided
    if band.is_begun:
        beyond, divisor = up(beyond, divisor), 1
    return max(band.minimum_minor * divisor, band.base_minor * divisor + band.rate_minor * beyond), divisor


def is_carried(tariff: Tariff, shipment: Shipment) -> bool:
    """Tell whether a tariff takes a shipment at all."""
    if tariff.kind == "vehicle" or tariff.bands[-1].up_to_amount is None:
        return True
    priced = amount(tariff, shipment.grams, shipment.ml, shipment.value_minor)
    return priced <= tariff.bands[-1].up_to_amount * parts(tariff)


def surcharge_minor(tariff: Tariff, shipment: Shipment) -> int:
    """Return what is added for a shipment whatever rides with it."""
    return tariff.shipment_minor + (tariff.remote_minor if shipment.is_remote else 0)


def leaving_minor(place: Place, shipment: Shipment, days: int) -> int:
    """Return handling, and storage for so many days, of a shipment that leaves a place."""
    stored = shipment.ml * place.storage_minor_a_m3_day * max(0, days - place.free_days)
    handled = place.handling_minor_a_shipment + place.handling_minor_a_carton * shipment.cartons
    return handled + up(shipment.grams * place.handling_minor_a_kg, 1000) + up(stored, MILLION)


def time_minor(problem: Problem, shipment: Shipment, arrives_day: int) -> int:
    """Return what waiting and travelling cost until a shipment arrives: interest, and lateness."""
    days = max(0, arrives_day - shipment.ready_day)
    interest = up(shipment.value_minor * problem.capital_ppm_a_year * days, DAYS_A_YEAR * MILLION)
    return interest + shipment.late_minor_a_day * max(0, arrives_day - shipment.due_day)


def leg_minor(problem: Problem, shipment: Shipment, departure: Departure, since_day: int) -> int | None:
    """Return what a shipment that came to a place on a day pays itself for a departure; None where it may not ride."""
    total = 0
    if departure.stage in shipment.pays:
        tariff = problem.tariffs[departure.tariff]
        if not is_carried(tariff, shipment):
            return None
        if tariff.kind == "parcel":
            total += carriage_minor(tariff, shipment.grams, shipment.ml, shipment.value_minor) or 0
        total += surcharge_minor(tariff, shipment)
        total += leaving_minor(problem.places[departure.origin], shipment, departure.leaves_day - since_day)
    if departure.customs is not None and "duty" in shipment.pays:
        customs = problem.tariffs[departure.customs]
        if not is_carried(customs, shipment):
            return None
        total += surcharge_minor(customs, shipment) + up(shipment.value_minor * shipment.duty_ppm, MILLION)
    return total


def pools(problem: Problem, shipment: Shipment, departure: int) -> list[int]:
    """Return the pools that a shipment loads on a departure: the departure, and its customs entry."""
    one = problem.departures[departure]
    found = []
    if one.stage in shipment.pays and problem.tariffs[one.tariff].kind != "parcel":
        found.append(departure)
    if one.customs is not None and "duty" in shipment.pays:
        found.append(departure + len(problem.departures))
    return found


def pool_tariff(problem: Problem, pool: int) -> Tariff:
    """Return the tariff that prices a pool."""
    if pool < len(problem.departures):
        return problem.tariffs[problem.departures[pool].tariff]
    customs = problem.departures[pool - len(problem.departures)].customs
    assert customs is not None
    return problem.tariffs[customs]


def pool_minor(problem: Problem, pool: int, load: Load) -> int | None:
    """Return the price of what loads a pool; None where the pool cannot carry it."""
    tariff = pool_tariff(problem, pool)
    most = problem.departures[pool].most_vehicles if tariff.kind == "vehicle" else None
    if most is not None and vehicles(tariff, load[0], load[1]) > most:
        return None
    return carriage_minor(tariff, *load)
