"""Decide what is packed, and what leaves now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dukou.base.money import line_amount
from dukou.freight.records import NewShipment
from dukou.market.records import LineFacts


def packed(ready: Iterable[tuple[int, int, int, int]], facts: Mapping[int, LineFacts]) -> dict[int, list[NewShipment]]:
    """Pack ready lines ``(line, lot, pairs, cartons)`` into one shipment an order, by destination."""
    of_order: dict[tuple[int, int], list[tuple[int, int, int, int]]] = defaultdict(list)
    for one in ready:
        fact = facts[one[0]]
        of_order[fact.destination, fact.order_id].append(one)
    shipments: dict[int, list[NewShipment]] = defaultdict(list)
    for (destination, _order), lines in sorted(of_order.items()):
        shipments[destination].append(_shipment(sorted(lines), facts))
    return shipments


def leaving(packed: Mapping[int, Sequence[NewShipment]], last: Mapping[int, date]) -> dict[int, list[NewShipment]]:
    """Return the shipments that leave now: all of a firm's for a destination, once one of them can wait no longer.

    `last` holds for each destination the day on which goods that wait for the next cut-off would arrive by the slowest
    service. Own best and pool carry the same goods on the same day, so neither gains by waiting.
    """
    found = {}
    for destination, shipments in packed.items():
        pressed = {one.firm for one in shipments if one.due_on < last[destination]}
        if pressed:
            found[destination] = [one for one in shipments if one.firm in pressed]
    return found


def _shipment(lines: Sequence[tuple[int, int, int, int]], facts: Mapping[int, LineFacts]) -> NewShipment:
    first = facts[lines[0][0]]
    of_line = [(facts[line], pairs) for line, _lot, pairs, _cartons in lines]
    return NewShipment(
        order=first.order_id,
        destination=first.destination,
        firm=first.seller,
        buyer=first.buyer,
        cartons=sum(cartons for _line, _lot, _pairs, cartons in lines),
        grams=sum(fact.grams_per_pair * pairs for fact, pairs in of_line),
        ml=sum(fact.ml_per_pair * pairs for fact, pairs in of_line),
        value_minor=sum(line_amount(fact.unit_price_e4, pairs).amount_minor for fact, pairs in of_line),
        # A shipment travels whole, so it is late once its most urgent line is.
        due_on=min(fact.due_on for fact, _pairs in of_line),
        lines=tuple((line, lot, pairs) for line, lot, pairs, _cartons in lines),
    )
