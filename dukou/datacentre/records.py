"""Name a figure, and what it is counted from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Tables:
    """Hold the rooms' exports that figures are counted from."""

    lines: pa.Table
    baselines: pa.Table
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
