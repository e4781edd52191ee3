"""Name where goods that came back go at their firm's own best and together, and what each costs."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

# `scrap` and `own_buyer` are what a firm has alone; the town adds an `outlet`, partner shops and a `recycler`. Goods in
# a depot overseas are sold there again (`abroad`), take a `ride_home`, or go to a recycler or to waste there.
Sink = Literal["shelf", "own_buyer", "scrap", "outlet", "shop", "recycler", "abroad", "ride_home"]
ON_A_SHELF: frozenset[Sink] = frozenset(("shelf", "abroad", "ride_home"))


@dataclass(frozen=True, slots=True)
class Pooling:
    """Hold the day's prices of going together, and of a whole truck, which a firm may hire alone.

    Parameters
    ----------
    ride_parcel_minor, ride_kilo_minor
        What one more parcel adds to a ride that goes anyway: its label, drop and sorting, and each kilogram of it.
    truck_minor, truck_kilos
        A truck hired for one case alone, and what it carries of socks.
    outlet_share_e6, outlet_parcels
        What the town's outlet pays for seconds, in millionths of their price, and the parcels it takes a day.
    recycler_kilo_minor
        What a recycler pays for a kilogram.
    shops, shop_share_e6, shop_parcels
        Partner shops that take part, what they pay for seconds on consignment, in millionths of their price, and the
        parcels that each of them takes a day.
    """

    ride_parcel_minor: int = 200
    ride_kilo_minor: int = 170
    truck_minor: int = 750_000
    truck_kilos: int = 5_500
    outlet_share_e6: int = 400_000
    outlet_parcels: int = 60
    recycler_kilo_minor: int = 100
    shops: int = 0
    shop_share_e6: int = 420_000
    shop_parcels: int = 4


@dataclass(frozen=True, slots=True)
class Placed:
    """Say where a case's goods go, and what that costs (minor units of CNY).

    `grade` is that in which they are sold there. `worth_minor` is what they are worth there, `cash_minor` the part of
    it that comes at once.
    """

    sink: Sink
    grade: str
    freight_minor: int
    handling_minor: int
    cash_minor: int
    worth_minor: int

    @property
    def cost_minor(self) -> int:
        """Return what is lost: freight and handling less what the goods are worth."""
        return self.freight_minor + self.handling_minor - self.worth_minor


@dataclass(frozen=True, slots=True)
class Settled:
    """Say what a case's goods cost both ways with what was sent in exchange, and who bears it (minor units of CNY).

    The seller is charged freight and handling, never more than its own best; `fund_minor` is the excess that the common
    fund bears, `borne_minor` all that the seller is not charged, and `borne_freight_minor` the carriage in it.
    """

    own_minor: int
    own_reship_minor: int
    pooled_minor: int
    fund_minor: int
    freight_minor: int
    handling_minor: int
    borne_minor: int
    borne_freight_minor: int


@dataclass(frozen=True, slots=True)
class PlacedCase:
    """Show a firm where a case's goods went alone and together (minor units of CNY).

    What is left of the goods is what they are worth there, freight and handling deducted; `freight_minor` is what the
    firm pays of it, and `fund_minor` what the common fund bears, all of it where the cause is unproven.
    """

    code: str
    lot: str
    firm_zh: str
    firm_en: str
    pairs: int
    reason: str
    disposition: str
    on: date
    own_sink: str
    own_freight_minor: int
    own_cash_minor: int
    own_left_minor: int
    sink: str
    freight_minor: int
    cash_minor: int
    left_minor: int
    fund_minor: int


@dataclass(frozen=True, slots=True)
class GoodsLeft:
    """Add up what is left of goods that came back, for a reason or of a lot, both ways (minor units of CNY).

    `left_minor` is after what the common fund bears.
    """

    key: str
    cases: int
    pairs: int
    own_left_minor: int
    left_minor: int
    fund_minor: int
