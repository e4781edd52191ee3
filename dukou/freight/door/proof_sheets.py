"""Open the sheets of the live proof: carriers' bills from the desk, old invoices from a firm; all rows or none."""

from collections.abc import Sequence
from datetime import date, datetime

from dukou.base.errors import Missing, Outcome, Refusal
from dukou.base.viewer import Viewer
from dukou.freight.door.proving import (
    CARRIER,
    judge_carrier_bills,
    judge_past_bills,
    record_carrier_bills,
    record_past_bills,
)
from dukou.freight.records.carriers import Cell
from dukou.freight.records.proving import PROOF_SHEETS, NewCarrierBill, NewPastBill, ProofKind, ProofSheet
from dukou.freight.rules import proof_sheets as rules
from dukou.registry import door as registry

Sheet = Sequence[Sequence[Cell]]


def preview_proof_sheet(sheet: Sheet, kind: str, *, viewer: Viewer) -> ProofSheet:
    """Judge a sheet row by row as an import would; nothing is written.

    "bills" are lines of carriers' invoices, for the shared desks; "past" are old invoices, for a factory of itself.
    """
    known = _kind(kind, viewer)
    rows, new = rules.read(sheet, known, names=_names(viewer))
    if known == "past":
        _new, outcome = judge_past_bills(_past(new), viewer=viewer)
        return ProofSheet(known, rules.with_refusals(rows, outcome.refused))
    entered, outcome = judge_carrier_bills(_bills(new), viewer=viewer)
    judged = rules.with_refusals(rows, outcome.refused)
    stand = [row.number for row in judged if row.refusal is None]
    return ProofSheet(
        known, judged, tuple(number for number, one in zip(stand, entered, strict=True) if one.load_id is None)
    )


def import_proof_sheet(sheet: Sheet, kind: str, *, viewer: Viewer, on: date, now: datetime) -> int:
    """Enter a sheet and return how many rows came in; a sheet with a single bad row is refused whole."""
    known = _kind(kind, viewer)
    preview = preview_proof_sheet(sheet, known, viewer=viewer)
    if preview.refused:
        raise Refusal("freight.sheet_has_faults", {"count": len(preview.refused)})
    _rows, new = rules.read(sheet, known, names=_names(viewer))
    outcome: Outcome[int]
    if known == "past":
        outcome = record_past_bills(_past(new), viewer=viewer, on=on, now=now)
    else:
        outcome = record_carrier_bills(_bills(new), viewer=viewer, on=on, now=now)
    if outcome.refused:
        raise Refusal("freight.bills_recorded_meanwhile", {})
    return len(outcome.done)


def _kind(kind: str, viewer: Viewer) -> ProofKind:
    known: ProofKind | None = next((one for one in PROOF_SHEETS if one == kind), None)
    if known is None or (known == "bills" and not viewer.runs_desks):
        raise Missing("freight.proof_not_found")
    return known


def _names(viewer: Viewer) -> rules.Names:
    """Return what people write for carriers, firms and zones, with their codes."""
    firms = registry.firms(viewer=viewer)
    carriers = registry.firms(viewer=viewer, kinds=[CARRIER])
    places = registry.destinations()
    return {
        "carrier": {name.casefold(): one.code for one in carriers for name in (one.code, one.name_zh, one.name_en)},
        "firm": {name.casefold(): one.code for one in firms for name in (one.code, one.name_zh, one.name_en)},
        "zone": {name.casefold(): one.zone for one in places for name in (one.code, one.name_zh, one.name_en)},
    }


def _past(new: Sequence[rules.New]) -> list[NewPastBill]:
    return [one for one in new if isinstance(one, NewPastBill)]


def _bills(new: Sequence[rules.New]) -> list[NewCarrierBill]:
    return [one for one in new if isinstance(one, NewCarrierBill)]
