"""Open a person's cart: what he means to order for a firm, until he orders it. A cart is no fact yet."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from dukou.base.errors import Missing, Refusal
from dukou.base.quantity import MAX_PAIRS
from dukou.base.viewer import Viewer
from dukou.market import models, rules
from dukou.market.records import Cart, CartLineRecord

KEY_BYTES = 20
LINE_FIELDS = (
    "sku_id",
    "sku__gtin",
    "sku__style__code",
    "sku__style__name_zh",
    "sku__style__name_en",
    "sku__colour_zh",
    "sku__colour_en",
    "sku__size",
    "sku__style__family",
    "sku__style__needle_count",
    "sku__style__double_cylinder",
    "sku__style__terry",
    "sku__style__colours_a_course",
    "sku__style__lead_days",
    "pairs",
    "changed_at",
)


def cart(*, viewer: Viewer) -> Cart:
    """Return what the viewer himself has put into his cart for the firm that he acts for."""
    if viewer.person is None or viewer.firm is None:
        return Cart("", ())
    rows = models.CartLine.objects.filter(person_id=viewer.person, firm_id=viewer.firm, pairs__gt=0).order_by("sku_id")
    found = list(rows.values_list(*LINE_FIELDS))
    told = "|".join(f"{gtin}:{pairs}:{at.isoformat()}" for _id, gtin, *_rest, pairs, at in found)
    key = hashlib.blake2b(f"{viewer.person}|{viewer.firm}|{told}".encode(), digest_size=KEY_BYTES).hexdigest()
    return Cart(key, tuple(CartLineRecord(*row[:-1]) for row in found))


def fill(pairs_by_gtin: Mapping[str, int], *, viewer: Viewer, now: datetime) -> None:
    """Set how many pairs of SKUs lie in the viewer's cart, all or nothing; none takes one out.

    What is not named stays as it is, so a request that comes twice changes nothing the second time but the key.
    """
    if viewer.person is None or viewer.firm is None:
        raise Missing("market.no_cart")
    if any(not 0 <= pairs <= MAX_PAIRS for pairs in pairs_by_gtin.values()):
        pairs = next(one for one in pairs_by_gtin.values() if not 0 <= one <= MAX_PAIRS)
        raise Refusal("market.absurd_quantity", {"pairs": pairs, "most": MAX_PAIRS})
    named = {gtin for gtin in pairs_by_gtin if rules.is_plain(gtin)}
    rows = models.Sku.objects.filter(gtin__in=named, style__firm__isnull=True)
    known = dict(rows.values_list("gtin", "id"))
    for gtin in pairs_by_gtin:
        if gtin not in known:
            raise Refusal("market.unknown_sku", {"gtin": gtin[:20]})
    mine = models.CartLine.objects.filter(person_id=viewer.person, firm_id=viewer.firm)
    with transaction.atomic():
        models.CartLine.objects.bulk_create(
            [
                models.CartLine(
                    person_id=viewer.person, firm_id=viewer.firm, sku_id=known[gtin], pairs=pairs, changed_at=now
                )
                for gtin, pairs in pairs_by_gtin.items()
            ],
            update_conflicts=True,
            unique_fields=["person", "firm", "sku"],
            update_fields=["pairs", "changed_at"],
        )
        if mine.filter(pairs__gt=0).count() > rules.MOST_IN_CART:
            raise Refusal("market.cart_full", {"most": rules.MOST_IN_CART})
