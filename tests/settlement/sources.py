"""Stand in for the rooms upstream: hand out deliveries, award prices, loads, fees and closed returns by day."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest

from dukou.base.viewer import Viewer, require_town
from dukou.depot.door import fees
from dukou.depot.records.abroad import FeeBill
from dukou.freight import door as freight
from dukou.freight.records import LoadBill
from dukou.market import models as market_rows
from dukou.market.door import steps as market
from dukou.market.records import Delivery
from dukou.mill import door as mill
from dukou.returns import door as returns
from dukou.returns.records import ClosedCase
from tests import builders

T = TypeVar("T")


@dataclass
class Sources:
    """Hold what happens upstream by day; tests fill it, `post_day` reads it."""

    deliveries: dict[date, list[Delivery]] = field(default_factory=lambda: defaultdict(list))
    loads: dict[date, list[LoadBill]] = field(default_factory=lambda: defaultdict(list))
    fees: dict[date, list[FeeBill]] = field(default_factory=lambda: defaultdict(list))
    closed: dict[date, list[ClosedCase]] = field(default_factory=lambda: defaultdict(list))
    awards: dict[int, int] = field(default_factory=dict)
    # Pairs of each line that another firm knitted and inspection did not let pass.
    scrapped: int = 0

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let the doors upstream hand this out instead of their own rows."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(market, "deliveries", partial(_of_day, self.deliveries))
            patch.setattr(freight, "charges", partial(_of_day, self.loads))
            patch.setattr(fees, "take_fees", partial(_of_day, self.fees))
            patch.setattr(returns, "closed", partial(_of_day, self.closed))
            patch.setattr(mill, "award_amounts", self._awards)
            patch.setattr(mill, "lots_of_lines", self._lots)
            yield

    def _awards(self, line_ids: Sequence[int], *, viewer: Viewer) -> dict[int, int]:
        require_town(viewer)
        return {line: self.awards[line] for line in line_ids}

    def _lots(self, line_ids: Sequence[int], *, viewer: Viewer) -> list[Any]:
        require_town(viewer)
        delivered = [one for some in self.deliveries.values() for one in some if one.line_id in line_ids]
        return [SimpleNamespace(line_id=one.line_id, pairs=one.pairs + self.scrapped) for one in delivered]


def _of_day(found: dict[date, list[T]], *, on: date, viewer: Viewer) -> list[T]:
    require_town(viewer)
    return list(found[on])


def orders(count: int, *, sellers: Sequence[int]) -> list[dict[str, Any]]:
    """Build orders without lines, one after the other of each seller, and return their rows."""
    buyer = builders.firm("buyer")
    place = builders.destination()
    for number in range(count):
        builders.order([], seller=sellers[number % len(sellers)], buyer=buyer, destination_id=place, draw=number + 1)
    found = market_rows.Order.objects.order_by("-id")[:count]
    return list(found.values("id", "draw", "buyer_id", "seller_id"))[::-1]


def delivery(
    order: dict[str, Any], line: int, pairs: int, *, maker: int | None = None, price_e4: int = 13_500
) -> Delivery:
    seller = order["seller_id"]
    return Delivery(line, order["id"], order["draw"], order["buyer_id"], seller, maker or seller, pairs, price_e4)


def closed_case(code: str, sold: Delivery, refund_minor: int, **money: Any) -> ClosedCase:
    names = ("replacement", "freight", "handling", "resale", "borne", "borne_freight")
    figures = {f"{name}_minor": 0 for name in names} | money
    where = figures.pop("disposition", "write_off")
    return ClosedCase(code, sold.line_id, sold.order_id, sold.seller, refund_minor, disposition=where, **figures)
