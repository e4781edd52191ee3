"""Say who sees what at the addresses of papers."""

from tests.visibility.rows import MISSING, REFUSED, Path, may, path, sees

PAPERS = (
    *("freight.paperset", "freight.pallet", "freight.packedcartons", "freight.shipment", "freight.load"),
    "freight.roadexception",
    *("market.order", "market.line", "market.sku", "market.style", "mill.lot", "freight.shipment:inner"),
)
OURS = [*PAPERS, "owner/registry.firm", "buyer/registry.firm", "depot.carton", "depot.cartonrun"]
# What a buyer reads of the seller's: what it bought, and the numbers of its cartons.
BOUGHT = ["owner/market.sku", "owner/market.style", "owner/depot.carton", "owner/depot.cartonrun"]
THEIRS = [*PAPERS, "rival/registry.firm", "other_buyer/registry.firm"]
WHOLE, BUYERS = sees("freight.shipment", also=OURS), sees("freight.shipment", also=[*OURS, *BOUGHT])
FILES = (
    *(
        (f"{paper}.xlsx", WHOLE, paper in {"packing-list", "invoice"})
        for paper in ("packing-list", "invoice", "customs")
    ),
    *(
        (f"{paper}.pdf", WHOLE, paper in {"packing-list", "invoice"})
        for paper in ("packing-list", "invoice", "customs")
    ),
    *((f"customs.{form}", WHOLE, False) for form in ("json", "xml")),
    *((f"{kind}-labels.zpl?first=2", WHOLE, False) for kind in ("carton", "pallet")),
    *((f"{kind}-labels.pdf?first=2", WHOLE, False) for kind in ("carton", "pallet")),
)

PATHS: tuple[Path, ...] = (
    path(
        "papers/",
        lambda q: q.client.get("/papers/"),
        others=sees(),
        desk=sees("freight.shipment"),
        owner=WHOLE,
        buyer=BUYERS,
        rival=sees("freight.shipment", also=THEIRS),
        other_buyer=sees("freight.shipment", also=THEIRS),
    ),
    path(
        "papers/<str:shipment>/",
        lambda q: q.client.get(f"/papers/{q.deal.shipment}/"),
        others=MISSING,
        desk=sees("freight.shipment"),
        owner=WHOLE,
        buyer=BUYERS,
    ),
    *(
        path(
            "papers/<str:shipment>/<str:name>",
            lambda q, name=name: q.client.get(f"/papers/{q.deal.shipment}/{name}"),
            others=MISSING,
            desk=sees("freight.shipment"),
            owner=cell,
            buyer=BUYERS if is_the_buyers else MISSING,
        )
        for name, cell, is_the_buyers in FILES
    ),
    path(
        "loads/<str:load>/papers/",
        lambda q: q.client.get(f"/loads/{q.deal.load}/papers/"),
        others=MISSING,
        desk=sees("freight.load", "freight.shipment"),
    ),
    path(
        "loads/<str:load>/papers/",
        lambda q: q.client.post(f"/loads/{q.deal.load}/papers/", {"on_pallets": "on"}),
        others=MISSING,
        desk=may("freight.load"),
    ),
    path(
        "loads/<str:load>/papers/<str:name>",
        lambda q: q.client.get(f"/loads/{q.deal.load}/papers/loading-list.xlsx"),
        others=MISSING,
        desk=sees("freight.load", "freight.shipment"),
    ),
    # The page of a carton's trace, to which this leads, answers for itself.
    path("00/<str:code>", lambda q: q.client.get(f"/00/{q.deal.sscc}"), others=REFUSED, desk=REFUSED),
)
