"""Show what is published of the ways of goods: emissions, distances, and terms for claims."""

from datetime import date

from dukou.registry import models
from dukou.registry.door.scope import valid
from dukou.registry.records import ClaimTermRecord, DistanceRecord, FactorRecord


def emission_factors(*, on: date) -> list[FactorRecord]:
    """Return what each mode emits by the factors valid on a day; they are public."""
    rows = valid(models.EmissionFactor.objects.order_by("mode"), on)
    return [FactorRecord(*row) for row in rows.values_list("mode", "mg_a_tkm", "source")]


def lane_distances(*, on: date) -> list[DistanceRecord]:
    """Return the distances valid on a day by destination and mode; they are public."""
    rows = valid(models.LaneDistance.objects.order_by("destination_id", "mode"), on)
    return [DistanceRecord(*row) for row in rows.values_list("destination_id", "mode", "km", "source")]


def claim_terms(*, on: date) -> list[ClaimTermRecord]:
    """Return the terms valid on a day within which carriers must be told; they are public."""
    rows = valid(models.ClaimTerm.objects.order_by("mode", "kind"), on)
    return [ClaimTermRecord(*row) for row in rows.values_list("mode", "kind", "days", "source")]
