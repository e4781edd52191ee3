"""Reckon what carrying goods emits: mass times distance times the dated factor of the mode."""

from collections.abc import Mapping, Sequence

from dukou.registry.records import DistanceRecord, FactorRecord

HOME = "CN"
MG_A_GRAM, GRAMS_A_TONNE = 1_000, 1_000_000
MODES: Mapping[str, str] = {
    "ltl": "road",
    "truck": "road",
    "rail_lcl": "rail",
    "rail_fcl": "rail",
    "sea_lcl": "sea",
    "sea_fcl": "sea",
    "air": "air",
}


def mode(service: str, iso: str) -> str:
    """Return by what a service travels; express goes by road at home and by air abroad, as unknown services do."""
    return MODES.get(service, "road" if iso == HOME else "air")


def co2e_grams(grams: int, km: int, mg_a_tkm: int) -> int:
    """Return grams of CO2 equivalent, rounded half up."""
    whole = GRAMS_A_TONNE * MG_A_GRAM
    return (2 * grams * km * mg_a_tkm + whole) // (2 * whole)


def ways(
    destination: int, factors: Sequence[FactorRecord], distances: Sequence[DistanceRecord]
) -> dict[str, tuple[int, int, str]]:
    """Return by mode the kilometres to a destination, its factor and the factor's source, where all are published."""
    km = {one.mode: one.km for one in distances if one.destination == destination}
    return {one.mode: (km[one.mode], one.mg_a_tkm, one.source) for one in factors if one.mode in km}
