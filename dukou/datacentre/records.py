"""Name a figure, and what it is counted from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

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
    ]
)


@dataclass(frozen=True, slots=True)
class Tables:
    """Hold the rooms' exports that figures are counted from."""

    lines: pa.Table
    baselines: pa.Table
    savings: pa.Table
    supposed: pa.Table
    cases: pa.Table
    inspections: pa.Table
    group_days: pa.Table


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
    """

    key: str
    part: str
    value: Decimal | None
    unit: str
    firms: int | None
    is_suppressed: bool
    on: date


@dataclass(frozen=True, slots=True)
class Cohort:
    """Show what the pairs delivered in a week, from its Monday on, lost by returns: yuan for 100 of them.

    Both figures are None where they would tell of single firms.
    """

    week: date
    pairs: int | None
    net_loss_a_hundred: Decimal | None


@dataclass(frozen=True, slots=True)
class Supposed:
    """Show the figures of freight as they would have been at so many per cent of all prices of carriage."""

    percent: int
    figures: tuple[FigureRecord, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """Hold everything that was counted up to a day."""

    figures: tuple[FigureRecord, ...]
    cohorts: tuple[Cohort, ...]
    supposed: tuple[Supposed, ...]
