"""Say who sees what on the pages about joining, leaving and notices."""

from tests.visibility.rows import MAY, MISSING, Path, may, path, sees

# Everything that is a firm's own.
ALL = (
    *("registry.firm", "registry.site", "registry.machinegroup", "registry.machine", "registry.brand"),
    *("registry.trademark", "registry.certificate", "market.order", "market.line", "market.sku", "market.style"),
    *("mill.lot", "mill.lot:inner", "mill.award", "mill.handover", "lab.inspection", "lab.inspection:inner"),
    *(
        "depot.stock",
        "depot.stockmove",
        "depot.cartonrun",
        "depot.carton",
        "freight.shipment",
        "freight.charge",
        "freight.baseline",
    ),
    *("freight.load", "returns.case", "settlement.invoice", "settlement.posting"),
)
SELLERS = ("registry.firm", "registry.site", "registry.machine", "market.order", "mill.lot", "settlement.invoice")
MINE = may("registry.firm")

PATHS: tuple[Path, ...] = (
    path("joining/", lambda q: q.client.get("/joining/"), others=MINE, desk=MINE, anonymous=MAY),
    path(
        "leaving/",
        lambda q: q.client.get("/leaving/"),
        others=may("registry.firm", "settlement.invoice", "depot.stock"),
        desk=MINE,
    ),
    path(
        "leaving/",
        lambda q: q.client.post("/leaving/", {"name": "nobody"}),
        others=may("registry.firm", "settlement.invoice", "depot.stock"),
        desk=MINE,
    ),
    path(
        "firm.xlsx",
        lambda q: q.client.get("/firm.xlsx"),
        others=may(*ALL),
        desk=MISSING,
        owner=sees(*SELLERS, also=[*ALL, "buyer/registry.firm", "maker/registry.firm"]),
        rival=sees(*SELLERS, also=[*ALL, "other_buyer/registry.firm", "maker/registry.firm"]),
        buyer=sees(
            *("registry.firm", "market.order", "settlement.invoice"),
            also=[*ALL, "owner/registry.firm", "owner/market.sku", "owner/market.style"],
        ),
        other_buyer=sees(
            *("registry.firm", "market.order", "settlement.invoice"),
            also=[*ALL, "rival/registry.firm", "rival/market.sku", "rival/market.style"],
        ),
        maker=sees(
            *("registry.firm", "registry.machine", "settlement.invoice"),
            also=[
                *ALL,
                *(
                    f"{who}/{what}"
                    for who in ("owner", "rival")
                    for what in ("registry.firm", "market.style", "market.sku")
                ),
            ],
        ),
    ),
    path(
        "notices/",
        lambda q: q.client.get("/notices/"),
        others=may("registry.firm", "post.notice", "freight.roadexception"),
        desk=may("registry.firm", "post.notice"),
    ),
    path(
        "notices/read/",
        lambda q: q.client.post("/notices/read/"),
        others=MAY,
        desk=MAY,
    ),
)
