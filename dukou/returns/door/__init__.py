"""Open the returns desk."""

from dukou.returns.door.cases import (
    case,
    cases,
    cases_of_lines,
    close,
    closed,
    export_cases,
    grade,
    open_cases,
    open_parcels,
    take_back,
    under_way,
)
from dukou.returns.door.deciding import appeal, claim_case, claims_to_decide, decide, lapse, write_note
from dukou.returns.door.parcels import book_parcel, candidates, match_parcel, parcel, parcels

__all__ = [
    "appeal",
    "book_parcel",
    "candidates",
    "case",
    "cases",
    "cases_of_lines",
    "claim_case",
    "claims_to_decide",
    "close",
    "closed",
    "decide",
    "export_cases",
    "grade",
    "lapse",
    "match_parcel",
    "open_cases",
    "open_parcels",
    "parcel",
    "parcels",
    "take_back",
    "under_way",
    "write_note",
]
