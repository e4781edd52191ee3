"""Name a figure, and what it is counted from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

from dukou.freight.records.sharing import FirmSaving

# What figures need of the market's lines; an export without rows has no types of its own.
LINES = pa.schema(
    [
        ("line", pa.int64()),
        ("seller", pa.int64()),
        ("source", pa.string()),
        ("state", pa.string()),
        ("pairs", pa.int64()),
        ("made_pairs", pa.int64()),
        ("delivered_pairs", pa.int64()),
        ("unit_price_e4", pa.int64()),
        ("placed_on", pa.date32()),
        ("due_on", pa.date32()),
        ("delivered_on", pa.date32()),
        ("destination", pa.string()),
    ]
)
# The parts of the map: "village>destination", with a region or elsewhere for what is not told apart.
ELSEWHERE, REGION = "*", "@"
# The part of the world that a destination lies in, by how its tariff zone begins.
REGIONS = {
    "home_": "home",
    "uk": "europe",
    "eu_": "europe",
    "near_asia": "asia",
    "south_asia": "asia",
    "middle_east": "asia",
    "russia": "asia",
}
# The firms whose socks and supplies the plan counts, each with the village of its factory.
FIRMS = pa.schema([("firm", pa.int64()), ("kind", pa.string()), ("zone", pa.string())])


@dataclass(frozen=True, slots=True)
class Tables:
    """Hold the rooms' exports that figures are counted from."""

    lines: pa.Table
    baselines: pa.Table
    savings: pa.Table
    supposed: pa.Table
    cases: pa.Table
    supposed_cases: pa.Table
    inspections: pa.Table
    group_days: pa.Table
    firms: pa.Table


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold what one firm has of one part of a figure: `amount` over `base`."""

    part: str
    firm: int
    amount: int
    base: int


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """Show a figure of the town, or of a part of it.

    Parameters
    ----------
    key
        Names the definition; `dukou.web.words` has its name and how it is made.
    part
        The part of the town, or "" for the whole.
    value
        None where it is suppressed, or where nothing was there to count.
    firms
        How many firms stand behind it; None where that does not matter or would tell too much.
    on
        The town's date up to which it was counted.
    reason
        Why it is suppressed: "few" firms, "half" of it one firm's, or what is hidden with the "rest".
    """

    key: str
    part: str
    value: Decimal | None
    unit: str
    firms: int | None
    is_suppressed: bool
    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Show what the pairs delivered in a week, from its Monday on, lost by returns: yuan for 100 of them, both ways.

    The figures are None where they would tell of single firms.
    """

    week: date
    pairs: int | None
    own_best_a_hundred: Decimal | None
    net_loss_a_hundred: Decimal | None


@dataclass(frozen=True, slots=True)
class Supposed:
    """Show the figures of freight and returns as they would have been at so many per cent of all prices of carriage."""

    percent: int
    figures: tuple[FigureRecord, ...]


@dataclass(frozen=True, slots=True)
class FirmSavings:
    """Show what each firm saved, with the figures of all of them: the median, the worst tenth, those worse off."""

    figures: tuple[FigureRecord, ...]
    firms: tuple[FirmSaving, ...]


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """Show a place on the town's map, without whose it is; coordinates are in 1/10,000 of a degree."""

    kind: str
    zone: str
    lat_e4: int
    lon_e4: int


@dataclass(frozen=True, slots=True)
class Measures:
    """Hold everything that was counted up to a day.

    `details` are what figures are made of, what is drawn on the map and what the plan is measured by.
    """

    figures: tuple[FigureRecord, ...]
    cohorts: tuple[Cohort, ...]
    supposed: tuple[Supposed, ...]
    details: tuple[FigureRecord, ...]
    places: tuple[PlaceRecord, ...]


def region_of(zone: str) -> str:
    """Return the part of the world that a tariff zone lies in."""
    return next((region for begin, region in REGIONS.items() if zone.startswith(begin)), "overseas")
