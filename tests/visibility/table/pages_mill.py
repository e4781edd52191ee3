"""Say who sees what on the pages of lots, wages, offers and the planning desk."""

from tests.visibility.rows import MISSING, NOTHING, Path, may, path, sees

# What stands beside a lot: its line, what it is, its machines, what was made of it.
LOT = (
    "mill.lot:inner",
    "mill.progress",
    "market.line",
    "market.style",
    "market.sku",
    "registry.machinegroup",
    "registry.firm",
)
WORTH = ("mill.award", "market.line", "market.style", "market.sku", "registry.firm")
OTHERS_SOCKS = ("owner/market.style", "rival/market.style", "owner/market.line", "rival/market.line")

PATHS: tuple[Path, ...] = (
    path(
        "lots/",
        lambda q: q.client.get("/lots/"),
        others=NOTHING,
        desk=sees("mill.lot"),
        owner=sees("mill.lot", also=LOT),
        rival=sees("mill.lot", also=LOT),
        maker=may("mill.lot", *LOT, *OTHERS_SOCKS),
    ),
    path(
        "lots/<str:code>/",
        lambda q: q.client.get(f"/lots/{q.deal.lot_code}/"),
        others=MISSING,
        desk=sees("mill.lot", also=["lab.inspection"]),
        owner=sees("mill.lot", also=["lab.inspection", "mill.handover", *LOT]),
    ),
    path(
        "wages/",
        lambda q: q.client.get("/wages/", {"on": q.world.on.isoformat()}),
        others=NOTHING,
        desk=NOTHING,
        owner=may("mill.handover", "registry.firm"),
        rival=may("mill.handover", "registry.firm"),
        maker=may("mill.handover", "registry.firm"),
    ),
    *(
        path(
            f"wages/<str:month>/{file}",
            lambda q, file=file: q.client.get(f"/wages/{q.world.on:%Y-%m}/{file.replace('<int:worker>', '4001')}"),
            others=cell,
            desk=cell,
            **dict.fromkeys(("owner", "rival", "maker"), may("mill.handover", "registry.firm")),
        )
        for file, cell in (
            ("", may("registry.firm")),
            ("wages.xlsx", may("registry.firm")),
            ("wages.pdf", may("registry.firm")),
            ("<int:worker>/slip.pdf", MISSING),
        )
    ),
    path(
        "wages/rates/",
        lambda q: q.client.get("/wages/rates/"),
        others=may("registry.firm"),
        desk=may("registry.firm"),
    ),
    path(
        "offers/",
        lambda q: q.client.get("/offers/"),
        others=NOTHING,
        desk=sees("mill.award"),
        owner=may(*WORTH, "maker/registry.firm"),
        rival=may(*WORTH, "maker/registry.firm"),
        maker=sees("mill.award", also=[*WORTH, *OTHERS_SOCKS]),
    ),
    path(
        "offers/",
        lambda q: q.client.post("/offers/", {"code": q.deal.award, "answer": "accept"}),
        others=MISSING,
        desk=MISSING,
        maker=may(),
    ),
    path(
        "desks/planning/",
        lambda q: q.client.get("/desks/planning/"),
        others=MISSING,
        desk=sees("mill.award"),
    ),
)
