"""Say who sees what at the addresses of parcels, bills and the freight desk."""

from tests.visibility.rows import MAY, MISSING, REFUSED, Path, Visit, may, path, sees

BILL = sees(
    *("freight.charge", "freight.baseline", "freight.load"),
    also=["registry.firm", "freight.shipment", "freight.firmshare"],
)
GOODS = sees(
    *("freight.charge", "freight.baseline", "freight.load", "freight.shipment"),
    also=["registry.firm", "freight.shipment:inner", "freight.firmshare", "freight.sharing"],
)
LOAD = sees("freight.load")


def _bill(q: Visit) -> object:
    return q.client.get(f"/bills/{q.deal.load}/{q.deal.firm_code}/")


PATHS: tuple[Path, ...] = (
    # Nothing leaves on the day that the town's clock shows, so there is nothing to tell.
    path("parcels/", lambda q: q.client.get("/parcels/"), others=may("registry.firm"), desk=REFUSED),
    path(
        "parcels/",
        lambda q: q.client.post("/parcels/", {"answer": "accept", "code": q.deal.award}),
        others=MISSING,
        desk=REFUSED,
    ),
    path(
        "bills/",
        lambda q: q.client.get("/bills/"),
        others=MAY,
        desk=sees("freight.charge", "freight.load"),
        owner=BILL,
        rival=BILL,
    ),
    # The rival shares the load, and sees its own bill of it.
    path(
        "bills/<str:load>/",
        lambda q: q.client.get(f"/bills/{q.deal.load}/"),
        others=MISSING,
        desk=REFUSED,
        owner=GOODS,
        rival=GOODS,
    ),
    path("bills/<str:load>/<str:firm_code>/", _bill, others=MISSING, desk=sees("freight.charge"), owner=GOODS),
    path("desks/freight/", lambda q: q.client.get("/desks/freight/"), others=MISSING, desk=LOAD),
    path(
        "desks/freight/",
        lambda q: q.client.post("/desks/freight/", {"what": f"{q.deal.load} truck", "reason": "weather"}),
        others=MISSING,
        desk=LOAD,
    ),
    path("desks/freight/departures/", lambda q: q.client.get("/desks/freight/departures/"), others=MISSING, desk=MAY),
    path("desks/freight/next-days/", lambda q: q.client.get("/desks/freight/next-days/"), others=MISSING, desk=MAY),
    path("desks/freight/next-days/", lambda q: q.client.post("/desks/freight/next-days/"), others=MISSING, desk=MAY),
    path(
        "desks/freight/lanes/",
        lambda q: q.client.get("/desks/freight/lanes/"),
        others=MISSING,
        desk=may("freight.leg"),
    ),
    path(
        "loads/<str:code>/moves/",
        lambda q: q.client.get(f"/loads/{q.deal.load}/moves/"),
        others=MISSING,
        desk=sees("freight.load", "freight.shipment"),
    ),
    path(
        "loads/<str:code>/moves/",
        lambda q: q.client.post(f"/loads/{q.deal.load}/moves/", {"act": "lock", "service": "1"}),
        others=MISSING,
        desk=sees("freight.load", "freight.shipment"),
    ),
    path(
        "desks/freight/savings/",
        lambda q: q.client.get("/desks/freight/savings/"),
        others=MISSING,
        desk=sees("registry.firm"),
    ),
    path(
        "loads/<str:code>/sharing/",
        lambda q: q.client.get(f"/loads/{q.deal.load}/sharing/"),
        others=MISSING,
        desk=sees("registry.firm", "freight.firmshare"),
    ),
    path(
        "loads/<str:code>/",
        lambda q: q.client.get(f"/loads/{q.deal.load}/", {"without": q.deal.firm_code}),
        others=MISSING,
        desk=sees("freight.load", "freight.charge"),
    ),
)
