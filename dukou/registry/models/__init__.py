"""Hold who is in town, what it owns, what is published (`tables`, `tariffs`, `lanes`), and kept `views`."""

from dukou.registry.models.firms import Brand, Certificate, Firm, Membership, Site, Trademark
from dukou.registry.models.lanes import ClaimTerm, EmissionFactor, LaneDistance
from dukou.registry.models.machines import Machine, MachineGroup
from dukou.registry.models.people import Person
from dukou.registry.models.tables import (
    Destination,
    Duty,
    ExchangeRate,
    Limit,
    PressFigure,
    Target,
    TownClock,
)
from dukou.registry.models.tariffs import CarrierZone, FuelSurcharge, Tariff
from dukou.registry.models.views import SavedView

__all__ = [
    "Brand",
    "CarrierZone",
    "Certificate",
    "ClaimTerm",
    "Destination",
    "Duty",
    "EmissionFactor",
    "ExchangeRate",
    "Firm",
    "FuelSurcharge",
    "LaneDistance",
    "Limit",
    "Machine",
    "MachineGroup",
    "Membership",
    "Person",
    "PressFigure",
    "SavedView",
    "Site",
    "Target",
    "Tariff",
    "TownClock",
    "Trademark",
]
