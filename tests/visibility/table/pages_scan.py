"""Say who sees what of scanning and of the trace of a code."""

from tests.visibility.rows import MISSING, NOTHING, REFUSED, Path, may, path, sees

WAY = (
    *("mill.lot", "mill.lot:inner", "mill.progress", "mill.handover", "registry.machinegroup", "registry.firm"),
    *("depot.cartonrun", "depot.carton", "depot.stockmove", "lab.inspection", "returns.case", "market.line"),
    *("market.sku", "market.order", "mill.workorder", "mill.yarnlot", "mill.yarnuse"),
)
HIMSELF = may("registry.person", "registry.firm")

PATHS: tuple[Path, ...] = (
    path("scan/", lambda q: q.client.get("/scan/"), others=HIMSELF, desk=HIMSELF),
    path("scan/shell/", lambda q: q.client.get("/scan/shell/"), others=NOTHING, desk=NOTHING, anonymous=NOTHING),
    path("sw.js", lambda q: q.client.get("/sw.js"), others=NOTHING, desk=NOTHING, anonymous=NOTHING),
    path(
        "scans/",
        lambda q: q.client.post("/scans/", {"person": q.deal.person, "scans": []}, content_type="application/json"),
        others=REFUSED,
        desk=REFUSED,
    ),
    *(
        path(
            "t/<str:code>/",
            ask,
            others=MISSING,
            desk=sees("mill.lot"),
            owner=sees("mill.lot", also=WAY),
        )
        for ask in (
            lambda q: q.client.get(f"/t/{q.deal.lot_code}/"),
            lambda q: q.client.get(f"/t/{q.deal.sscc}/"),
        )
    ),
)
