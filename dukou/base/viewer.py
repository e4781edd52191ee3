"""Say on whose behalf a door is opened."""

from dataclasses import dataclass

from dukou.base.errors import Missing

FACTORY = "factory"
BUYER = "buyer"
SHOP = "shop"
SUPPLIER = "supplier"
OPERATOR = "operator"
OFFICE = "office"
TOWN_ROLE = "town"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Carry who asks: the person, the firm he acts for, his roles there, and the scope of a link.

    Doors show a viewer only what it may see. `person` and `firm` are keys of the registry.
    """

    person: int | None = None
    firm: int | None = None
    roles: frozenset[str] = frozenset()
    scope: str | None = None
    request_id: str = ""

    @property
    def is_town(self) -> bool:
        """Tell whether the town itself asks (beats, journeys and commands)."""
        return TOWN_ROLE in self.roles

    @property
    def runs_desks(self) -> bool:
        """Tell whether the viewer works at a shared desk, or is the town."""
        return self.is_town or OPERATOR in self.roles

    def acts_for(self, firm: int | None) -> bool:
        """Tell whether the viewer acts for this firm."""
        return firm is not None and firm == self.firm


ANONYMOUS = Viewer()


def require_town(viewer: Viewer) -> None:
    """Refuse everyone but the town itself; for others the door does not exist."""
    if not viewer.is_town:
        raise Missing("town.only")
