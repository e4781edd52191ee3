"""Price a consignment by a tariff, exactly, and tell the calculation line by line.

Amounts are exact fractions until fuel is added; then the price is rounded up once, to the carrier's favour, as a
carrier's bill is. What it is in yuan is rounded up once more, at the day's rate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from dukou.base.errors import Refusal
from dukou.base.money import minor_digits
from dukou.freight.records.carriers import Consignment, PriceLine, Quote
from dukou.registry.records import Band, TariffRecord

PPM = RATE_SCALE = 1_000_000
GRAMS_A_KG, ML_A_M3 = 1_000, 1_000_000
YUAN = "CNY"
WEEK = 7


@dataclass(frozen=True, slots=True)
class Step:
    """Hold a step of a calculation before anything is rounded."""

    code: str
    amount: Fraction
    facts: Mapping[str, int]


def require_consignment(one: Consignment) -> None:
    """Refuse to price nothing."""
    if min(one.grams, one.ml, one.shipments) <= 0:
        raise Refusal("freight.weight_zero", {"grams": one.grams, "ml": one.ml})


def quote(one: Consignment, tariff: TariffRecord, *, carrier: int, on: date, rates: Mapping[str, int]) -> Quote:
    """Return the price of a consignment that is there on a day; refuse what the tariff does not carry.

    `rates` are yuan for one unit of each currency, in millionths.
    """
    steps = carriage(tariff, one)
    before_fuel = sum((step.amount for step in steps), Fraction(0))
    if tariff.fuel_ppm:
        fuel = before_fuel * tariff.fuel_ppm / PPM
        steps.append(Step("freight.line_fuel", fuel, {"ppm": tariff.fuel_ppm}))
    lines = _rounded(steps)
    for code, each_minor in (
        ("freight.line_delivery", tariff.delivery_minor),
        ("freight.line_remote", tariff.remote_minor),
    ):
        if each_minor:
            lines.append(PriceLine(code, each_minor * one.shipments, {"shipments": one.shipments}))
    amount_minor = sum(line.amount_minor for line in lines)
    departs_on = departure(tariff, on)
    return Quote(
        tariff=tariff.id,
        carrier=carrier,
        service=tariff.service,
        currency=tariff.currency,
        amount_minor=amount_minor,
        yuan_minor=in_yuan(amount_minor, tariff.currency, rates),
        departs_on=departs_on,
        arrives_on=departs_on + timedelta(days=tariff.transit_days),
        cutoff_hour=tariff.cutoff_hour,
        lines=tuple(lines),
    )


def in_yuan(amount_minor: int, currency: str, rates: Mapping[str, int]) -> int:
    """Return an amount in minor units of yuan, rounded up; refuse a currency without a rate."""
    if currency == YUAN:
        return amount_minor
    if currency not in rates:
        raise Refusal("freight.currency_without_rate", {"currency": currency})
    own, yuan = 10 ** minor_digits(currency), 10 ** minor_digits(YUAN)
    return ceil(Fraction(amount_minor * rates[currency] * yuan, RATE_SCALE * own))


def departure(tariff: TariffRecord, on: date) -> date:
    """Return the first day from `on` that the service leaves; refuse a lane without a weekday."""
    for days in range(WEEK):
        day = on + timedelta(days=days)
        if day.weekday() in tariff.weekdays:
            return day
    raise Refusal("freight.no_departure", {"service": tariff.service})


def carriage(tariff: TariffRecord, one: Consignment) -> list[Step]:
    """Return the steps of a carrier's own price, without fuel and what each shipment costs besides."""
    if tariff.kind == "vehicle":
        count = max(1, -(-one.grams // tariff.capacity_grams), -(-one.ml // tariff.capacity_ml))
        return [Step("freight.line_vehicles", Fraction(count * tariff.vehicle_minor), {"vehicles": count})]
    is_by_volume = tariff.kind == "shared" and tariff.rate_unit == "m3"
    amount = Fraction(one.ml) if is_by_volume else chargeable_grams(tariff, one)
    whole = ML_A_M3 if is_by_volume else GRAMS_A_KG
    told = {"grams": one.grams, "ml": one.ml, "chargeable": ceil(amount)}
    weighed = Step("freight.line_volume" if is_by_volume else "freight.line_weight", Fraction(0), told)
    if tariff.bands:
        return [weighed, *_by_band(_band(tariff, amount), amount / whole)]
    if tariff.kind == "parcel":
        return [weighed, *_by_steps(tariff, amount)]
    rate = Step("freight.line_rate", amount / whole * tariff.rate_minor, {"rate_minor": tariff.rate_minor})
    return [weighed, rate, *_up_to_minimum(rate.amount, tariff.minimum_minor)]


def chargeable_grams(tariff: TariffRecord, one: Consignment) -> Fraction:
    """Return the weight that is charged: by contract the larger of weight and volume, or half-way to it."""
    grams = Fraction(one.grams)
    if not tariff.ml_per_kg:
        return grams
    volumetric = Fraction(one.ml * GRAMS_A_KG, tariff.ml_per_kg)
    return max(grams, (grams + volumetric) / 2 if tariff.is_half_volumetric else volumetric)


def _band(tariff: TariffRecord, amount: Fraction) -> Band:
    for band in tariff.bands:
        if band.up_to is None or amount <= band.up_to:
            return band
    raise Refusal("freight.above_bands", {"service": tariff.service, "most": tariff.bands[-1].up_to})


def _by_band(band: Band, wholes: Fraction) -> list[Step]:
    facts = {"over": band.over, "rate_minor": band.rate_minor}
    steps = [Step("freight.line_base", Fraction(band.base_minor), {})] if band.base_minor else []
    steps.append(Step("freight.line_band", wholes * band.rate_minor, facts))
    return [*steps, *_up_to_minimum(sum((one.amount for one in steps), Fraction(0)), band.minimum_minor)]


def _by_steps(tariff: TariffRecord, grams: Fraction) -> list[Step]:
    count = max(0, ceil((grams - tariff.first_grams) / (tariff.step_grams or 1)))
    steps = [Step("freight.line_first", Fraction(tariff.first_minor), {"grams": tariff.first_grams})]
    if count and tariff.step_minor:
        further = Fraction(count * tariff.step_minor)
        steps.append(Step("freight.line_steps", further, {"steps": count, "grams": tariff.step_grams}))
    return [*steps, *_up_to_minimum(sum((one.amount for one in steps), Fraction(0)), tariff.minimum_minor)]


def _up_to_minimum(amount: Fraction, minimum_minor: int) -> list[Step]:
    lacking = minimum_minor - amount
    return [Step("freight.line_minimum", lacking, {"minimum_minor": minimum_minor})] if lacking > 0 else []


def _rounded(steps: list[Step]) -> list[PriceLine]:
    """Return steps in whole minor units that add up to their exact sum, rounded up once."""
    lines, exact, told = [], Fraction(0), 0
    for step in steps:
        exact += step.amount
        lines.append(PriceLine(step.code, ceil(exact) - told, dict(step.facts)))
        told = ceil(exact)
    return lines
