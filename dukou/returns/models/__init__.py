"""Hold `cases`, what is decided of them, and parcels that nobody announced."""

from dukou.returns.models.cases import (
    Case,
    Decision,
    Note,
    Parcel,
)

__all__ = [
    "Case",
    "Decision",
    "Note",
    "Parcel",
]
