"""Open Arrow tables in DuckDB, through Ibis, and name what was counted."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis

from dukou.datacentre.records import Cell, Tables
from dukou.datacentre.rules.disclosure import is_narrow, parts, suppressed, why

# What is told of late is told of so many days, four whole weeks of cut-offs.
WINDOW_DAYS = 28


@dataclass(frozen=True, slots=True)
class Count:
    """Hold a counted figure, of the whole town or of a part."""

    key: str
    value: Decimal | None
    unit: str
    firms: int | None = None
    part: str = ""
    is_suppressed: bool = False
    reason: str = ""

    @classmethod
    def by_part(cls, key: str, cells: Sequence[Cell], unit: str, *, of: int | None = None) -> "list[Count]":
        """Return amount over base, or over a total, for each part that may be shown; the others are suppressed."""
        found = parts(cells)
        hidden = suppressed(found)
        return [
            cls(key, None, unit, None, part.name, is_suppressed=True, reason=why(part))
            if part.name in hidden
            else cls(key, quotient(part.amount, part.base if of is None else of), unit, part.firms, part.name)
            for part in found
        ]

    @classmethod
    def of_cell(cls, key: str, cells: Sequence[Cell], unit: str) -> "Count":
        """Return the amount of one cell, unless it is narrow; of nothing it is zero."""
        found = parts(cells)
        if found and is_narrow(found):
            return cls(key, None, unit, None, is_suppressed=True, reason=why(found[0]))
        return cls(key, Decimal(sum(cell.amount for cell in cells)), unit, len({cell.firm for cell in cells}))


def opened(tables: Tables) -> dict[str, Any]:
    """Return Ibis tables over the rooms' exports, which a DuckDB of their own reads where they lie in memory."""
    database = ibis.duckdb.connect()
    for name in Tables.__slots__:
        database.con.register(name, getattr(tables, name))
    with warnings.catch_warnings():
        # Ibis 12 asks for the columns of a table in a way that DuckDB 2 is giving up.
        warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)
        return {name: database.table(name) for name in Tables.__slots__}


def rows(expression: Any) -> list[dict[str, Any]]:
    """Return the rows of an Ibis expression; sums of whole numbers come as whole numbers."""
    found: list[dict[str, Any]] = expression.to_pyarrow().to_pylist()
    return [{name: _whole(value) for name, value in row.items()} for row in found]


def quotient(amount: int, base: int) -> Decimal | None:
    """Divide exactly; over nothing there is no figure."""
    return Decimal(amount) / Decimal(base) if base else None


def _whole(value: Any) -> Any:
    """Return DuckDB's 128-bit sums, which Arrow shows as decimals, as whole numbers."""
    return int(value) if isinstance(value, Decimal) else value
