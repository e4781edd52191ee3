"""Hold who is in town (`people`, `firms`), what it owns (`machines`) and what is published (`tables`)."""

from dukou.registry.models.firms import Brand, Certificate, Firm, Membership, Site, Trademark
from dukou.registry.models.machines import Machine, MachineGroup
from dukou.registry.models.people import Person
from dukou.registry.models.tables import (
    Destination,
    Duty,
    ExchangeRate,
    Limit,
    PressFigure,
    Target,
    Tariff,
    TownClock,
)

__all__ = [
    "Brand",
    "Certificate",
    "Destination",
    "Duty",
    "ExchangeRate",
    "Firm",
    "Limit",
    "Machine",
    "MachineGroup",
    "Membership",
    "Person",
    "PressFigure",
    "Site",
    "Target",
    "Tariff",
    "TownClock",
    "Trademark",
]
