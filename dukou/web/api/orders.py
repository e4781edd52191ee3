"""List and place orders by JSON."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Body, Field, Query, Router, Schema
from pydantic import StrictBool, StrictInt

from dukou.market.door import orders as market
from dukou.market.records import NewLine, NewOrder
from dukou.web import words
from dukou.web.clock import now
from dukou.web.middleware import viewer_of

router = Router(tags=["orders"])
KEYS = ("id", "buyer", "seller")


class LineIn(Schema):
    """Take a line: pairs of a trade item."""

    gtin: str = Field(max_length=14)
    pairs: StrictInt
    due_on: date | None = None


class OrderIn(Schema):
    """Take an order with a seller of record, named by its public code."""

    seller: str = Field(max_length=16)
    destination: str = Field(max_length=12)
    lines: list[LineIn] = Field(max_length=2_000)
    reference: str = Field(default="", max_length=40)
    incoterm: str = Field(default="DAP", max_length=3)
    to_town: StrictBool = False
    consents_overflow: StrictBool = False
    consents_sites: StrictBool = False


class ListIn(Schema):
    """Take what a list of orders is filtered by."""

    search: str = Field(default="", max_length=80)
    destination: str = Field(default="", max_length=12)
    before: str = Field(default="", max_length=80)


@router.get("")
def list_orders(request: HttpRequest, asked: Query[ListIn]) -> dict[str, Any]:
    """Return a page of the viewer's orders; `before` asks for the next one."""
    page = market.orders(viewer=viewer_of(request), **asked.model_dump())
    orders = [{name: value for name, value in asdict(one).items() if name not in KEYS} for one in page.orders]
    return {"orders": orders, "total": page.total, "before": page.before}


@router.post("")
def place_orders(request: HttpRequest, orders: Body[list[OrderIn]]) -> dict[str, Any]:
    """Place orders, each for itself; a refused one is named by its row with the reason in words."""
    viewer = viewer_of(request)
    new = [
        NewOrder(
            buyer=viewer.firm or 0,
            seller_code=one.seller,
            destination_code=one.destination,
            lines=tuple(NewLine(line.gtin, line.pairs, line.due_on) for line in one.lines),
            to_town=one.to_town,
            external_ref=one.reference,
            incoterm=one.incoterm,
            consents_overflow=one.consents_overflow,
            consents_sites=one.consents_sites,
        )
        for one in orders
    ]
    outcome = market.place_orders(new, viewer=viewer, now=now())
    refused = [
        {"row": one.row, "code": one.refusal.code, "words": words.sentence(one.refusal)} for one in outcome.refused
    ]
    return {"placed": list(outcome.done), "refused": refused}
