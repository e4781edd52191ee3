"""Open the sale to a consumer: the order's buyer is the channel, the consumer acts by a link without log-in."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer
from dukou.market import models, rules
from dukou.market.records import ConsumerSaleRecord, NewExclusion
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry


def sell_to_consumer(
    order_code: str,
    exclusions: Sequence[NewExclusion] = (),
    *,
    is_insured: bool,
    viewer: Viewer,
    on: date,
    now: datetime,
) -> str:
    """Say that an order of the viewer's firm is for one consumer, and return the consumer's link; said twice it is one.

    What the consumer confirmed at the purchase is kept with its lines; once something was delivered nothing can be
    excluded any more, and no insurance taken out.
    """
    order = _own(order_code, viewer)
    limits = registry.limits(on=on)
    for one in exclusions:
        rules.require_exclusion(one, limits, on)
    with transaction.atomic():
        models.Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
        before = models.ConsumerSale.objects.filter(order=order).first()
        if before is not None:
            return before.code
        lines = {line.number: line for line in models.Line.objects.filter(order=order)}
        if (exclusions or is_insured) and any(line.delivered_on is not None for line in lines.values()):
            raise Refusal("market.too_late_to_exclude")
        if not lines.keys() >= {one.line_number for one in exclusions}:
            raise Missing("market.order_not_found")
        made = models.ConsumerSale.objects.create(order=order, code=new_code(), is_insured=is_insured, made_on=on)
        models.Exclusion.objects.bulk_create(
            models.Exclusion(line=lines[one.line_number], rule=one.rule, confirmed_at=now if one.is_confirmed else None)
            for one in dict.fromkeys(exclusions)
        )
        payload = {"excluded": len(exclusions), "insured": int(is_insured)}
        fact = NewFact("market.sold_to_consumer", order.code, order.seller_id, payload, on)
        provenance.append([fact], viewer=viewer, now=now)
    return made.code


def consumer_sale(order_code: str, *, viewer: Viewer) -> ConsumerSaleRecord | None:
    """Return the link of an order that was sold to a consumer, to its buyer alone: whoever has it can act by it."""
    order = _own(order_code, viewer)
    sale = models.ConsumerSale.objects.filter(order=order).first()
    if sale is None:
        return None
    rows = models.Exclusion.objects.filter(line__order=order).order_by("line__number", "rule")
    excluded = tuple(rows.values_list("line__number", "rule"))
    return ConsumerSaleRecord(sale.code, order.code, sale.is_insured, sale.made_on, excluded)


def _own(code: str, viewer: Viewer) -> models.Order:
    rows = models.Order.objects.filter(code=code, buyer_id=viewer.firm).exclude(state="imported")
    order = rows.first() if viewer.firm is not None and rules.is_plain(code) else None
    if order is None:
        raise Missing("market.order_not_found")
    return order
