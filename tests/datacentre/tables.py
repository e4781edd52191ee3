"""Build the rooms' exports, as far as figures are counted from them, from plain rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from dukou.datacentre.records import FIRMS, LINES, Tables
from dukou.datacentre.rules.counting import Count, opened

ON = date(2026, 6, 1)
Row = Mapping[str, Any]
INT, TEXT, DAY = pa.int64(), pa.string(), pa.date32()
BASELINES = {
    "load": TEXT,
    "destination": TEXT,
    "on": DAY,
    "firm": INT,
    "pairs": INT,
    "naive_minor": INT,
    "own_best_minor": INT,
    "own_best_late_pairs": INT,
    "charge_minor": INT,
    "waiting_minor": INT,
    "late_pairs": INT,
    "load_shortfall_minor": INT,
}
SAVINGS = {
    "load": TEXT,
    "destination": TEXT,
    "firm": INT,
    "segment": TEXT,
    "pairs": INT,
    "own_best_service": TEXT,
    "service": TEXT,
    "own_best_minor": INT,
    "together_minor": INT,
    "rate_minor": INT,
    "fill_minor": INT,
    "mode_minor": INT,
    "time_minor": INT,
    "risk_minor": INT,
}
CASES = {
    "line": INT,
    "firm": INT,
    "pairs": INT,
    "reason": TEXT,
    "pairs_replaced": INT,
    "value_minor": INT,
    "refund_minor": INT,
    "replacement_minor": INT,
    "freight_minor": INT,
    "handling_minor": INT,
    "resale_minor": INT,
    "borne_minor": INT,
    "own_cost_minor": INT,
    "first_credit_minor": INT,
    "appealed_on": DAY,
    "requested_on": DAY,
    "closed_on": DAY,
    "state": TEXT,
}
INSPECTIONS = {
    "line": INT,
    "lot": INT,
    "firm": INT,
    "on": DAY,
    "attempt": INT,
    "lot_pairs": INT,
    "result": TEXT,
    "pairs_scrapped": INT,
}
GROUP_DAYS = {"firm": INT, "used_ms": INT, "capacity_ms": INT}


def counted_from(
    *,
    lines: Sequence[Row] = (),
    baselines: Sequence[Row] = (),
    savings: Sequence[Row] = (),
    supposed: Sequence[Row] = (),
    cases: Sequence[Row] = (),
    supposed_cases: Sequence[Row] = (),
    inspections: Sequence[Row] = (),
    group_days: Sequence[Row] = (),
    firms: Sequence[Row] = (),
) -> dict[str, Any]:
    """Open tables of these rows, as the door does with the rooms' exports."""
    return opened(
        Tables(
            lines=pa.Table.from_pylist(list(lines), LINES),
            baselines=_table(baselines, BASELINES),
            savings=_table(savings, SAVINGS),
            supposed=_table(supposed, {"percent": INT, **BASELINES}),
            cases=_table(cases, CASES),
            supposed_cases=_table(supposed_cases, {"percent": INT, **CASES}),
            inspections=_table(inspections, INSPECTIONS),
            group_days=_table(group_days, GROUP_DAYS),
            firms=pa.Table.from_pylist(list(firms), FIRMS),
        )
    )


def values(counts: Sequence[Count], part: str = "") -> dict[str, Decimal | None]:
    """Return the value of each figure, of the whole town or of a part."""
    return {one.key: one.value for one in counts if one.part == part}


def share(amount: int, base: int) -> Decimal | None:
    """Divide; over nothing there is no figure."""
    return Decimal(amount) / Decimal(base) if base else None


def _table(rows: Sequence[Row], columns: Mapping[str, pa.DataType]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), pa.schema(list(columns.items())))
