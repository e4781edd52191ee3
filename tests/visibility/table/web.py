"""Say who sees what at each address of the pages and of the JSON interface."""

from tests.visibility.rows import MAY, MISSING, NOTHING, REFUSED, Path, may, path, sees


def _everywhere(route: str, *urls: str) -> list[Path]:
    """Name addresses that tell nobody but of himself."""
    own = may("registry.person", "registry.firm")
    return [path(route, lambda q, url=url: q.client.get(url), others=own, desk=own, anonymous=MAY) for url in urls]


SOLD = sees("market.order", "buyer/registry.firm", also=["registry.firm"])
BOUGHT = sees("market.order", "owner/registry.firm", also=["registry.firm"])
RIVALS = {
    "rival": sees("market.order", "other_buyer/registry.firm", also=["registry.firm"]),
    "other_buyer": sees("market.order", "rival/registry.firm", also=["registry.firm"]),
}
ALL = sees("market.order")
WAY = ("market.order", "market.line", "mill.lot", "lab.inspection", "returns.case")

PUBLIC = (*_everywhere("", "/"), *_everywhere("assumptions/", "/assumptions/"))
ORDERS = (
    *(
        path(route, ask, others=NOTHING, desk=ALL, owner=SOLD, buyer=BOUGHT, **RIVALS)
        for route, ask in (
            ("orders/", lambda q: q.client.get("/orders/")),
            ("orders/orders.xlsx", lambda q: q.client.get("/orders/orders.xlsx")),
        )
    ),
    *(
        path(route, ask, others=NOTHING, desk=ALL, owner=SOLD, buyer=BOUGHT)
        for route, ask in (
            ("orders/", lambda q: q.client.get("/orders/", {"search": q.deal.order})),
            ("orders/", lambda q: q.client.get("/orders/", {"search": q.deal.reference})),
            ("orders/orders.xlsx", lambda q: q.client.get("/orders/orders.xlsx", {"search": q.deal.order})),
        )
    ),
    path(
        "orders/<str:code>/",
        lambda q: q.client.get(f"/orders/{q.deal.order}/"),
        others=MISSING,
        desk=sees(*WAY),
        owner=sees(
            *WAY,
            "market.sku",
            "market.style",
            "maker/registry.firm",
            "buyer/registry.firm",
            also=["mill.lot:inner", "settlement.invoice", "freight.shipment", "registry.firm"],
        ),
        # Not the maker, not the faults found, not the loss.
        buyer=sees(
            *WAY,
            "owner/market.sku",
            "owner/market.style",
            "owner/registry.firm",
            also=["settlement.invoice", "freight.shipment", "registry.firm"],
        ),
    ),
)
ACCOUNT = (
    path(
        "account/acting-firm/",
        lambda q: q.client.get("/account/acting-firm/"),
        others=sees("registry.firm"),
        desk=sees("registry.firm"),
    ),
    path(
        "account/acting-firm/",
        lambda q: q.client.post("/account/acting-firm/", {"firm": q.deal.firm_code}),
        others=MISSING,
        desk=MISSING,
        owner=may("registry.firm"),
    ),
    path(
        "account/login/",
        lambda q: q.client.post("/account/login/", {"login": q.deal.phone, "password": "a guess"}),
        others=REFUSED,
        desk=REFUSED,
        anonymous=NOTHING,
    ),
    path(
        "account/login/code/",
        lambda q: q.client.post("/account/login/code/", {"phone": q.deal.phone}),
        others=REFUSED,
        desk=REFUSED,
        anonymous=REFUSED,
    ),
    *(
        one
        for route in ("login/", "login/code/", "login/code/confirm/", "logout/")
        for one in _everywhere(f"account/{route}", f"/account/{route}")
    ),
    path(
        "language/",
        lambda q: q.client.post("/language/", {"language": "en", "next": f"/orders/{q.deal.order}/"}),
        others=REFUSED,
        desk=REFUSED,
        anonymous=REFUSED,
    ),
)
API = (
    path(
        "api/orders",
        lambda q: q.client.get("/api/orders"),
        others=NOTHING,
        desk=ALL,
        owner=SOLD,
        buyer=BOUGHT,
        **RIVALS,
    ),
    path(
        "api/orders",
        lambda q: q.client.get("/api/orders", {"search": q.deal.order}),
        others=NOTHING,
        desk=ALL,
        owner=SOLD,
        buyer=BOUGHT,
    ),
    path(
        "api/orders",
        lambda q: q.client.post(
            "/api/orders",
            [
                {
                    "seller": q.world.owner.firm_code,
                    "destination": q.world.place,
                    "lines": [{"gtin": q.deal.gtin, "pairs": 1}],
                }
            ],
            content_type="application/json",
        ),
        others=NOTHING,
        desk=NOTHING,
    ),
    path(
        "api/facts/head",
        lambda q: q.client.get("/api/facts/head"),
        others=sees(),
        desk=sees(),
    ),
    path(
        "api/facts/about/<subject>",
        lambda q: q.client.get(f"/api/facts/about/{q.deal.job}"),
        others=NOTHING,
        desk=sees("provenance.fact"),
        owner=sees("provenance.fact", "registry.firm:key", "registry.person:key"),
    ),
    path(
        "api/facts/<int:seq>/proof",
        lambda q: q.client.get(f"/api/facts/{q.deal.seq}/proof"),
        others=MISSING,
        desk=sees(),
        owner=sees(),
    ),
    path(
        "api/openapi.json",
        lambda q: q.client.get("/api/openapi.json"),
        others=MAY,
        desk=MAY,
        anonymous=MAY,
    ),
    path("api/", lambda q: q.client.get("/api/"), others=MISSING, desk=MISSING, anonymous=MISSING),
)
PATHS: tuple[Path, ...] = (*PUBLIC, *ORDERS, *ACCOUNT, *API)
