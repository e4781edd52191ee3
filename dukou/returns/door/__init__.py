"""Open the returns desk."""

from dukou.returns.door.cases import (
    case,
    cases,
    cases_of_lines,
    close,
    closed,
    export_cases,
    open_cases,
    open_parcels,
    take_back,
    under_way,
)
from dukou.returns.door.deciding import appeal, claim_case, claims_to_decide, decide, lapse, write_note
from dukou.returns.door.expiring import expiring
from dukou.returns.door.parcels import book_parcel, candidates, lapse_parcels, match_parcel, parcel, parcels
from dukou.returns.door.placing import grade
from dukou.returns.door.sums import closed_sums

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
    "closed_sums",
    "decide",
    "expiring",
    "export_cases",
    "grade",
    "lapse",
    "lapse_parcels",
    "match_parcel",
    "open_cases",
    "open_parcels",
    "parcel",
    "parcels",
    "take_back",
    "under_way",
    "write_note",
]
