"""Hold `goods` at home and at shops, what lies `abroad` with its fees, and what is held back."""

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
    SwapRound,
)
from dukou.depot.models.holds import Hold

__all__ = [
    "Carton",
    "CartonRun",
    "Exchange",
    "FeeDay",
    "FeeLine",
    "FeeRule",
    "FeeTier",
    "Hold",
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
    "SwapRound",
]
