"""Hold `goods` at home and at shops, and what lies `abroad` with its fees."""

from dukou.depot.models.abroad import (
    FeeDay,
    FeeLine,
    FeeRule,
    FeeTier,
    Inbound,
    OverseasDepot,
    OverseasEntry,
    Proposal,
    ProposalLine,
)
from dukou.depot.models.goods import (
    Carton,
    CartonRun,
    Exchange,
    Reservation,
    Scan,
    SerialCounter,
    ShopEntry,
    Stock,
    StockMove,
)

__all__ = [
    "Carton",
    "CartonRun",
    "Exchange",
    "FeeDay",
    "FeeLine",
    "FeeRule",
    "FeeTier",
    "Inbound",
    "OverseasDepot",
    "OverseasEntry",
    "Proposal",
    "ProposalLine",
    "Reservation",
    "Scan",
    "SerialCounter",
    "ShopEntry",
    "Stock",
    "StockMove",
]
