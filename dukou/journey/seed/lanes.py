"""Publish what goods emit on their way, how far the ways are, and within which term carriers can be claimed of."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from dukou.base.town import TOWN
from dukou.registry import door as registry

Row = dict[str, Any]
SHIPPING_GUIDE = "public shipping guide 2025: {low}-{high} g CO2 a tonne-kilometre {mode}; the middle is taken"
# Milligrams a tonne-kilometre.
FACTORS: Mapping[str, tuple[int, str]] = {
    "sea": (12_000, SHIPPING_GUIDE.format(low=8, high=15, mode="by sea")),
    "rail": (22_000, SHIPPING_GUIDE.format(low=18, high=25, mode="by rail")),
    "air": (550_000, SHIPPING_GUIDE.format(low=500, high=600, mode="by air")),
    "road": (75_000, "own estimate: 60-90 g CO2 a tonne-kilometre for a heavy truck; no public table found"),
}
WAYS = "own estimate, rounded: road and track as travelled, great circle by air, sea round the Cape to Europe"
# Kilometres from the town, by zone and mode.
KM: Mapping[str, Mapping[str, int]] = {
    "home_local": {"road": 130},
    "home_near": {"road": 500},
    "home_north": {"road": 800},
    "home_east": {"road": 1_600},
    "home_south": {"road": 2_600},
    "home_west": {"road": 2_700},
    "home_remote": {"road": 4_200},
    "uk": {"air": 8_100, "rail": 11_500, "sea": 26_000},
    "eu_west": {"air": 7_800, "rail": 10_500, "sea": 26_000},
    "eu_east": {"air": 7_300, "rail": 9_300, "sea": 27_000},
    "eu_north": {"air": 7_000, "rail": 10_000, "sea": 27_000},
    "eu_south": {"air": 8_500, "rail": 11_500, "sea": 26_500},
    "eu_isles": {"air": 8_500, "rail": 12_000, "sea": 26_500},
    "near_asia": {"air": 1_200, "sea": 1_500},
    "south_asia": {"air": 3_500, "sea": 3_500},
    "russia": {"air": 5_800, "rail": 7_700},
    "middle_east": {"air": 6_500, "sea": 12_500},
    "oceania": {"air": 8_800, "sea": 9_500},
    "north_america": {"air": 10_000, "sea": 12_000},
    "south_america": {"air": 17_500, "sea": 21_000},
}
CMR = "CMR, article 30: damage that is not apparent within 7 days of delivery, delay within 21; at home taken alike"
CIM = "CIM, article 47: damage that is not apparent within 7 days of delivery, delay within 60"
MARITIME = "Maritime Code of China, articles 81 and 82: goods in containers within 15 days, delay within 60"
MONTREAL = "Montreal Convention, article 31: damage within 14 days of receipt, delay within 21"
# Days for damage and loss, days for lateness, source.
TERMS: Mapping[str, tuple[int, int, str]] = {
    "road": (7, 21, CMR),
    "rail": (7, 60, CIM),
    "sea": (15, 60, MARITIME),
    "air": (14, 21, MONTREAL),
}


def publish(*, on: date, now: datetime) -> None:
    """Publish factors, distances and terms valid from the first day of the year; destinations stand already."""
    first = date(on.year, 1, 1)
    factors = [
        {"mode": mode, "mg_a_tkm": mg, "source": source, "valid_from": first} for mode, (mg, source) in FACTORS.items()
    ]
    registry.publish("factor", factors, viewer=TOWN, now=now)
    registry.publish("distance", list(_distances(first)), viewer=TOWN, now=now)
    registry.publish("term", list(_terms(first)), viewer=TOWN, now=now)


def _distances(first: date) -> Iterator[Row]:
    for place in registry.destinations():
        for mode, km in KM[place.zone].items():
            yield {"destination_id": place.id, "mode": mode, "km": km, "source": WAYS, "valid_from": first}


def _terms(first: date) -> Iterator[Row]:
    for mode, (damage_days, late_days, source) in TERMS.items():
        for kind, days in (("damaged", damage_days), ("missing", damage_days), ("late", late_days)):
            yield {"mode": mode, "kind": kind, "days": days, "source": source, "valid_from": first}
