"""Hold who is in town (`people`, `firms`), what it owns (`machines`), what is published (`tables`), kept `views`."""

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
from dukou.registry.models.views import SavedView

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
    "SavedView",
    "Site",
    "Target",
    "Tariff",
    "TownClock",
    "Trademark",
]
