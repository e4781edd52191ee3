"""Read sheets of carriers' bills and of a firm's old invoices, each bad row named."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from dukou.base.errors import Refusal, Refused
from dukou.freight.records.carriers import Cell, SheetRow
from dukou.freight.records.proving import PROOF_SHEETS, NewCarrierBill, NewPastBill, ProofKind
from dukou.freight.rules.sheets import READERS, cells_of, require_cell

MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})(?!\d)")
CODES = frozenset(("carrier", "firm", "zone"))
New = NewCarrierBill | NewPastBill
Names = Mapping[str, Mapping[str, str]]


def read(sheet: Sequence[Sequence[Cell]], kind: ProofKind, *, names: Names) -> tuple[list[SheetRow], list[New]]:
    """Return the rows of a sheet, and in their order what those without a fault would enter.

    `names` lead from what people write, folded to small letters, to codes: of carriers, firms and zones. What is not
    among them stays as it was written. Refuses a sheet that is empty or lacks a column that must be there.
    """
    rows, new = [], []
    for number, cells in cells_of(sheet, PROOF_SHEETS[kind]):
        refusal = None
        try:
            new.append(_new(cells, kind, names))
        except Refusal as said:
            refusal = said
        rows.append(SheetRow(number, tuple(cells.values()), refusal))
    return rows, new


def with_refusals(rows: Sequence[SheetRow], refused: Sequence[Refused]) -> tuple[SheetRow, ...]:
    """Return the rows with what a door refuses of those that were read without a fault."""
    found, read_well = list(rows), [place for place, row in enumerate(rows) if row.refusal is None]
    for one in refused:
        place = read_well[one.row]
        found[place] = replace(found[place], refusal=one.refusal)
    return tuple(found)


def _new(cells: Mapping[str, str], kind: ProofKind, names: Names) -> New:
    currency = cells.get("currency", "").upper() or "CNY"
    values: dict[str, Any] = {}
    for column in PROOF_SHEETS[kind]:
        require_cell(cells, column)
        text = cells[column.name]
        if column.name in CODES:
            values[column.name] = names[column.name].get(text.casefold(), text)
        elif column.kind == "text":
            values[column.name] = text
        else:
            values[column.name] = READERS[column.kind](text, column.name, currency)
    if kind == "past":
        return NewPastBill(**values | {"month": _month(values["month"])})
    return NewCarrierBill(**values | {"firm": values["firm"] or None, "currency": currency})


def _month(text: str) -> date:
    """Return the first day of a month from "2025-03", a day in it, or as Chinese writes it."""
    found = MONTH.match(text)
    try:
        if found is None:
            raise ValueError
        return date(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise Refusal("freight.cell_month", {"column": "month", "text": text[:20]}) from None
