"""Find where the saving of a load arises, shipment by shipment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dukou.base.money import split
from dukou.engines.consolidate import Tariff
from dukou.engines.consolidate.tariff import amount, carriage_minor
from dukou.freight.records import Departure, Goods, Mode
from dukou.freight.rules.pricing import engine_tariff
from dukou.freight.rules.ways import MILLION, handling_minor, places_of, rounded, waiting_minor
from dukou.registry.records import TariffRecord

# What insurance and damage take of the goods' value, whatever way they go.
RISKS = ("logistics.insurance_share", "logistics.damage_share")
HOME = "CN"
HEAVIEST_PARCEL_GRAMS = 30_000


@dataclass(frozen=True, slots=True)
class Saving:
    """Hold what a shipment cost at its firm's own best and together, and the parts of the difference, in minor units.

    `rate_minor` is the difference of handling, `time_minor` that of waiting, and of the carriage `mode_minor` where
    the shipment goes by another service than at own best, else `fill_minor`.
    """

    own_best_minor: int
    together_minor: int
    rate_minor: int
    fill_minor: int
    mode_minor: int
    time_minor: int


def savings(
    goods: Sequence[Goods],
    own: Sequence[int],
    used: Sequence[int],
    departure: Departure,
    *,
    apart: frozenset[int] = frozenset(),
) -> list[Saving]:
    """Return where the saving of a load arises, shipment by shipment; its parts add up to it exactly.

    `own` and `used` are each shipment's tariff at its firm's own best and as it left. A price for what travels together
    is allotted by chargeable amount, among the firm's own shipments and in the pool alike. The firms `apart` went
    alone, and saved nothing.
    """
    alone = [(0, 0, 0)] * len(goods)
    for places in _alike([one.firm for one in goods]):
        costs = costs_each([goods[place] for place in places], [own[place] for place in places], departure, "alone")
        for place, cost in zip(places, costs, strict=True):
            alone[place] = cost
    together = list(alone)
    aboard = [place for place, one in enumerate(goods) if one.firm not in apart]
    pooled = costs_each([goods[place] for place in aboard], [used[place] for place in aboard], departure, "pooled")
    for place, cost in zip(aboard, pooled, strict=True):
        together[place] = cost
    keeps = [before == after for before, after in zip(own, used, strict=True)]
    return [_saving(*one) for one in zip(alone, together, keeps, strict=True)]


def _alike(keys: Sequence[int]) -> Iterable[list[int]]:
    """Return the places that have the same key, key by key."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        places[key].append(place)
    return places.values()


def _saving(alone: tuple[int, int, int], together: tuple[int, int, int], keeps_service: bool) -> Saving:
    rate, carriage, time = (before - after for before, after in zip(alone, together, strict=True))
    fill, mode = (carriage, 0) if keeps_service else (0, carriage)
    return Saving(sum(alone), sum(together), rate, fill, mode, time)


def costs_each(
    goods: Sequence[Goods], used: Sequence[int], departure: Departure, mode: Mode
) -> list[tuple[int, int, int]]:
    """Return ``(handling, carriage, waiting)`` of each shipment of goods that go together."""
    tariffs = [departure.tariffs[place] for place in places_of(used, departure)]
    carriage = [0] * len(goods)
    for places in _alike(used):
        prices = _carriage([goods[place] for place in places], tariffs[places[0]], departure.rates)
        for place, price in zip(places, prices, strict=True):
            carriage[place] = price
    return [
        (handling_minor(one, departure.fees, mode), price, waiting_minor(one, tariff, departure))
        for one, tariff, price in zip(goods, tariffs, carriage, strict=True)
    ]


def _carriage(goods: Sequence[Goods], tariff: TariffRecord, rates: Mapping[str, int]) -> list[int]:
    """Return what the carrier asks for each shipment of goods that go with one tariff together."""
    service = engine_tariff(tariff, rates)
    if tariff.kind == "parcel":
        prices = [carriage_minor(service, one.grams, one.ml, one.value_minor) or 0 for one in goods]
    else:
        whole = carriage_minor(service, sum(one.grams for one in goods), sum(one.ml for one in goods), 0) or 0
        prices = split(whole, [_chargeable(one, service) for one in goods])
    return [price + service.shipment_minor for price in prices]


def _chargeable(one: Goods, service: Tariff) -> int:
    """Return how much of a common price a shipment causes: by weight or volume, whichever the tariff feels more."""
    if service.kind == "vehicle":
        return max(one.grams * service.capacity_ml, one.ml * service.capacity_grams)
    return amount(service, one.grams, one.ml, one.value_minor)


def segment(one: Goods, iso: str) -> str:
    """Return the kind of a shipment: "export" to another country, else "parcel" up to 30 kg, else "bulk"."""
    if iso != HOME:
        return "export"
    return "parcel" if one.grams <= HEAVIEST_PARCEL_GRAMS else "bulk"


def risk_minor(one: Goods, limits: Mapping[str, int]) -> int | None:
    """Return what insurance and damage cost for a shipment on average; None where their shares are not published."""
    if any(key not in limits for key in RISKS):
        return None
    return rounded(one.value_minor * sum(limits[key] for key in RISKS), MILLION)
