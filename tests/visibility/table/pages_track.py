"""Say who sees what at the addresses of goods on the way; names of hand-overs are looked for in tests/web."""

from tests.visibility.rows import MAY, MISSING, Path, may, path, sees

WAY = (
    *("freight.shipment", "freight.shipment:inner", "freight.tracklink", "freight.handover", "freight.trackevent"),
    *("market.order", "market.line", "freight.roadexception"),
)
OWN = sees("freight.shipment", "freight.tracklink", also=WAY)
LISTED = sees("freight.roadexception")
TOLD = sees(also=["owner/freight.shipment:inner", "owner/freight.handover", "owner/freight.tracklink"])

PATHS: tuple[Path, ...] = (
    path(
        "track/<str:code>/",
        lambda q: q.client.get(f"/track/{q.deal.link}/"),
        others=TOLD,
        desk=TOLD,
        anonymous=TOLD,
    ),
    path(
        "shipments/<str:code>/",
        lambda q: q.client.get(f"/shipments/{q.deal.shipment}/"),
        others=MISSING,
        desk=sees("freight.shipment", "freight.tracklink"),
        owner=OWN,
        buyer=OWN,
    ),
    path(
        "shipments/<str:code>/",
        lambda q: q.client.post(f"/shipments/{q.deal.shipment}/", {"act": "withdraw"}),
        others=MISSING,
        desk=may("freight.shipment"),
        owner=may("freight.shipment"),
        buyer=may("freight.shipment"),
    ),
    path(
        "shipments/<str:code>/hand-over/",
        lambda q: q.client.get(f"/shipments/{q.deal.shipment}/hand-over/"),
        others=MISSING,
        desk=sees("freight.shipment"),
        owner=sees("freight.shipment", also=WAY),
        buyer=sees("freight.shipment", also=WAY),
    ),
    path(
        "exceptions/",
        lambda q: q.client.get("/exceptions/?state=open"),
        others=MAY,
        desk=LISTED,
        owner=LISTED,
        buyer=LISTED,
        rival=LISTED,
        other_buyer=LISTED,
    ),
    path(
        "exceptions/<str:code>/",
        lambda q: q.client.get(f"/exceptions/{q.deal.exception}/"),
        others=MISSING,
        desk=sees("freight.roadexception", "freight.carrierclaim"),
        owner=sees(
            *("freight.shipment", "freight.carrierclaim"),
            also=["freight.roadexception", "freight.claimstep", "freight.shipment:inner"],
        ),
        buyer=sees("freight.shipment", also=["freight.roadexception"]),
    ),
)
