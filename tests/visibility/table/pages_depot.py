"""Say who sees what on the pages of stock, of partner shops and of the depot's desk."""

from tests.visibility.rows import MISSING, NOTHING, Path, may, path, sees

PATHS: tuple[Path, ...] = (
    path(
        "stock/",
        lambda q: q.client.get("/stock/"),
        others=NOTHING,
        desk=sees("market.sku"),
        owner=sees("market.sku", also=["market.style", "depot.stock", "depot.reservation"]),
        rival=sees("market.sku", also=["market.style", "depot.stock", "depot.reservation"]),
    ),
    path("shop/", lambda q: q.client.get("/shop/"), others=MISSING, desk=MISSING, shop=NOTHING),
    path(
        "shop/sale/",
        lambda q: q.client.post("/shop/sale/", {"size": f"1-{q.deal.seller}-{q.deal.sku}", "pairs": "1"}),
        others=MISSING,
        desk=MISSING,
    ),
    path(
        "shop/sale/<str:code>/undo/",
        lambda q: q.client.post("/shop/sale/nosuchsale222222/undo/"),
        others=MISSING,
        desk=MISSING,
    ),
    path(
        "shop/exchange/",
        lambda q: q.client.post(
            "/shop/exchange/", {"out": f"1-{q.deal.seller}-{q.deal.sku}", "in": f"1-{q.deal.seller}-9", "pairs": "1"}
        ),
        others=MISSING,
        desk=MISSING,
    ),
    path(
        "desks/depot/",
        lambda q: q.client.get("/desks/depot/"),
        others=MISSING,
        desk=may("market.sku", "market.style", "depot.stock", "registry.firm"),
    ),
    path(
        "desks/depot/exchange/<str:code>/",
        lambda q: q.client.post("/desks/depot/exchange/nosuchswap222222/", {"answer": "send"}),
        others=MISSING,
        desk=MISSING,
    ),
    path(
        "desks/depot/scan/<str:key>/undo/",
        lambda q: q.client.post("/desks/depot/scan/00000000-0000-0000-0000-000000000001/undo/"),
        others=MISSING,
        desk=MISSING,
    ),
)
