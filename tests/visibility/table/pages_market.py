"""Say who sees what at the addresses of the market, the cart, and a buyer's claims."""

from typing import Any

from dukou.market import models
from tests.visibility.rows import MAY, MISSING, NOTHING, Path, Visit, may, path, sees

FRAME = ("registry.firm", "registry.person")
OWN = may(*FRAME, "market.style", "market.sku")
# The town names to a buyer who could knit for him.
NAMED = may(*FRAME, *(f"{who}/registry.firm" for who in ("owner", "rival", "maker")))


def _sites(q: Visit) -> Any:
    """Fill the visitor's cart, and ask which sites could knit it."""
    gtin = q.world.common_gtin
    code = models.Sku.objects.values_list("style__code", flat=True).get(gtin=gtin)
    q.client.post(f"/market/{code}/", {f"p_{gtin}": "1200"})
    headers = {"HX-Request": "true", "HX-Target": "sites"}
    return q.client.get("/cart/order/", {"destination": q.world.place, "due_on": "2027-01-01"}, headers=headers)


PATHS: tuple[Path, ...] = (
    path("market/", lambda q: q.client.get("/market/"), others=OWN, desk=OWN, anonymous=MAY),
    path(
        "market/",
        lambda q: q.client.get("/market/", {"q": q.deal.gtin}),
        others=NOTHING,
        desk=NOTHING,
        anonymous=NOTHING,
        owner=OWN,
    ),
    path(
        "market/<str:code>/",
        lambda q: q.client.get(f"/market/{q.deal.style}/"),
        others=MISSING,
        desk=MISSING,
        anonymous=MISSING,
        owner=sees("market.style", "market.sku", also=FRAME),
    ),
    path(
        "market/<str:code>/prices/",
        lambda q: q.client.get(f"/market/{q.deal.style}/prices/"),
        others=MISSING,
        desk=MISSING,
        owner=sees("market.style", also=FRAME),
    ),
    path("cart/", lambda q: q.client.get("/cart/"), others=may(*FRAME), desk=may(*FRAME)),
    path(
        "cart/order/",
        _sites,
        others=may(*FRAME),
        desk=may(*FRAME),
        buyer=NAMED,
        other_buyer=NAMED,
        shop=NAMED,
    ),
    path(
        "orders/<str:code>/claim/",
        lambda q: q.client.get(f"/orders/{q.deal.order}/claim/"),
        others=MISSING,
        desk=MISSING,
        buyer=sees("market.order", "owner/market.style", also=["market.line", *FRAME]),
    ),
)
