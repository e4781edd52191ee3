"""Translate published tariffs into the engines', in fen at the day's rate."""

from collections.abc import Mapping
from functools import lru_cache
from math import gcd

from dukou.base.errors import Refusal
from dukou.base.money import minor_digits
from dukou.engines import consolidate, share
from dukou.registry.records import TariffRecord

YUAN = "CNY"
RATE_SCALE = 1_000_000
GRAMS_A_KG, ML_A_M3 = 1_000, 1_000_000
# More than the price list of a day.
TARIFFS_KEPT = 4_096


def require_rate(one: TariffRecord, rates: Mapping[str, int]) -> None:
    """Refuse a tariff in a currency without a rate of the day."""
    if one.currency != YUAN and one.currency not in rates:
        raise Refusal("freight.currency_without_rate", {"currency": one.currency, "service": one.service})


def engine_tariff(one: TariffRecord, rates: Mapping[str, int]) -> consolidate.Tariff:
    """Return a tariff as `engines/consolidate` knows it; `rates` are yuan for a unit of each currency, in millionths.

    Rates by kilogram and cubic metre stay exact; base prices, minimums and vehicles are rounded up to a fen. Raises
    ValueError where the figures make no tariff.
    """
    return _translated(one, *_fen(one.currency, rates))


@lru_cache(maxsize=TARIFFS_KEPT)
def _translated(one: TariffRecord, fen: int, minors: int) -> consolidate.Tariff:
    """Return a tariff as the engine knows it; one price list serves all goods of a day, so it is translated once."""
    per_amount = (ML_A_M3 if is_by_volume(one) else GRAMS_A_KG) * minors
    bands = tuple(
        consolidate.Band(
            up_to_amount=band.up_to,
            base_minor=_up(band.base_minor, fen, minors),
            rate_minor=band.rate_minor * fen,
            per_amount=per_amount,
            minimum_minor=_up(band.minimum_minor, fen, minors),
        )
        for band in one.bands
    )
    if not bands and one.kind != "vehicle":
        bands = (_band(one, fen, minors, per_amount),)
    return consolidate.Tariff(
        name=one.service,
        kind=one.kind,
        unit="m3" if is_by_volume(one) else "kg",
        ml_per_kg=one.ml_per_kg,
        is_half_volumetric=one.is_half_volumetric,
        bands=bands,
        vehicle_minor=_up(one.vehicle_minor, fen, minors),
        capacity_grams=one.capacity_grams,
        capacity_ml=one.capacity_ml,
        fuel_ppm=one.fuel_ppm,
        shipment_minor=_up(one.delivery_minor, fen, minors) + _up(one.remote_minor, fen, minors),
    )


def _band(one: TariffRecord, fen: int, minors: int, per_amount: int) -> consolidate.Band:
    """Return the only band of a tariff without bands: first and further weight, or one rate with a minimum."""
    minimum_minor = _up(one.minimum_minor, fen, minors)
    if one.kind == "shared":
        if one.rate_unit not in ("kg", "m3"):
            raise ValueError(f"no unit: {one}")
        return consolidate.Band(rate_minor=one.rate_minor * fen, per_amount=per_amount, minimum_minor=minimum_minor)
    if one.step_minor and not one.step_grams:
        raise ValueError(f"no step: {one}")
    return consolidate.Band(
        base_minor=_up(one.first_minor, fen, minors),
        beyond_amount=one.first_grams,
        rate_minor=_up(one.step_minor, fen, minors),
        per_amount=max(1, one.step_grams),
        is_begun=True,
        minimum_minor=minimum_minor,
    )


def _up(minor: int, fen: int, minors: int) -> int:
    """Return an amount in fen, rounded up."""
    return -(-minor * fen // minors)


def _fen(currency: str, rates: Mapping[str, int]) -> tuple[int, int]:
    """Return how many fen are how many minor units of a currency, as a fraction in lowest terms."""
    if currency == YUAN:
        return 1, 1
    fen: int = rates[currency] * 10 ** minor_digits(YUAN)
    minors: int = RATE_SCALE * 10 ** minor_digits(currency)
    common = gcd(fen, minors)
    return fen // common, minors // common


def is_by_volume(one: TariffRecord) -> bool:
    """Tell whether a tariff prices cubic metres."""
    return one.kind == "shared" and one.rate_unit == "m3"


def sharing_tariff(one: consolidate.Tariff) -> share.Tariff:
    """Return a tariff as `engines/share` knows it: what rides together; what is added for a shipment is left out."""
    if one.kind == "parcel":
        return share.Tariff("parcel")
    return share.Tariff(
        kind=one.kind,
        bands=tuple(
            share.Band(
                up_to_amount=band.up_to_amount,
                base_minor=band.base_minor,
                beyond_amount=band.beyond_amount,
                rate_minor=band.rate_minor,
                per_amount=band.per_amount,
                is_begun=band.is_begun,
                minimum_minor=band.minimum_minor,
            )
            for band in one.bands
        ),
        unit=one.unit if one.kind == "shared" else "",
        # Volumes that are priced as such are not weighed, and so are counted without that fineness.
        ml_per_kg=0 if one.unit == "m3" else one.ml_per_kg,
        is_half_volumetric=one.is_half_volumetric,
        vehicle_minor=one.vehicle_minor,
        capacity_ml=one.capacity_ml,
        capacity_grams=one.capacity_grams,
        fuel_ppm=one.fuel_ppm,
    )
