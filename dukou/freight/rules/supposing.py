"""Suppose other tariffs."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dukou.base.errors import Refusal
from dukou.freight.records import Departure
from dukou.freight.rules.ways import rounded

# What a tariff asks for carriage; the rest of it are weights, volumes and days.
PRICES = ("first_minor", "step_minor", "rate_minor", "minimum_minor", "vehicle_minor", "delivery_minor", "remote_minor")
BAND_PRICES = ("base_minor", "rate_minor", "minimum_minor")
LEAST_PERCENT, MOST_PERCENT = 50, 200


def require_percents(percents: Sequence[int]) -> None:
    """Refuse to suppose tariffs beyond half and double."""
    for one in percents:
        if not LEAST_PERCENT <= one <= MOST_PERCENT:
            raise Refusal(
                "freight.percent_out_of_range", {"percent": one, "least": LEAST_PERCENT, "most": MOST_PERCENT}
            )


def scaled(departure: Departure, percent: int) -> Departure:
    """Return a departure at so many per cent of the published prices of carriage; handling and waiting stay."""
    tariffs = []
    for one in departure.tariffs:
        prices: dict[str, Any] = {price: rounded(getattr(one, price) * percent, 100) for price in PRICES}
        bands = tuple(
            replace(band, **{price: rounded(getattr(band, price) * percent, 100) for price in BAND_PRICES})
            for band in one.bands
        )
        tariffs.append(replace(one, bands=bands, **prices))
    return replace(departure, tariffs=tuple(tariffs))
