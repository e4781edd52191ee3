"""Say who sees what on the pages about money."""

from tests.visibility.rows import MISSING, Path, may, path, sees

# Refunds go by the code of their return.
PAPERS = ("market.order", "settlement.invoice", "settlement.posting", "returns.case", "registry.firm")
TO_BUYER = sees("settlement.invoice", "buyer/registry.firm", also=PAPERS)
FROM_SELLER = sees(
    "settlement.invoice", "owner/registry.firm", also=[*PAPERS, "owner/settlement.posting", "owner/returns.case"]
)
OWED = sees(
    "buyer/registry.firm", also=["registry.firm", "maker/registry.firm", "settlement.posting", "settlement.invoice"]
)
RIVALS_OWED = sees(
    "other_buyer/registry.firm",
    also=["registry.firm", "maker/registry.firm", "settlement.posting", "settlement.invoice"],
)
MONTH = [*PAPERS, "maker/registry.firm", "freight.load", "freight.charge", "provenance.treehead", "depot.feeline"]
MAKERS = ("owner/registry.firm", "rival/registry.firm")

PATHS: tuple[Path, ...] = (
    path(
        "money/",
        lambda q: q.client.get("/money/"),
        others=may("registry.firm"),
        desk=may("registry.firm"),
        owner=OWED,
        rival=RIVALS_OWED,
        maker=sees(*MAKERS, also=["registry.firm", "settlement.posting", "settlement.invoice"]),
        buyer=sees("owner/registry.firm", also=["registry.firm", "settlement.invoice"]),
        other_buyer=sees("rival/registry.firm", also=["registry.firm", "settlement.invoice"]),
    ),
    *(
        path(
            f"money/<str:code>/{file}",
            lambda q, file=file: q.client.get(f"/money/{q.deal.buyer_code}/{file}"),
            others=MISSING,
            desk=MISSING,
            owner=cell,
        )
        for file, cell in (("", TO_BUYER), ("statement.xlsx", TO_BUYER), ("statement.pdf", TO_BUYER))
    ),
    *(
        path(
            f"money/from/<str:code>/{file}",
            lambda q, file=file: q.client.get(f"/money/from/{q.deal.firm_code}/{file}"),
            others=MISSING,
            desk=MISSING,
            buyer=cell,
        )
        for file, cell in (("", FROM_SELLER), ("statement.xlsx", FROM_SELLER), ("statement.pdf", FROM_SELLER))
    ),
    path(
        "money/<str:code>/send/",
        lambda q: q.client.post(f"/money/{q.deal.buyer_code}/send/"),
        others=MISSING,
        desk=MISSING,
        owner=may("buyer/registry.firm"),
    ),
    *(
        path(
            route,
            lambda q, route=route: q.client.get("/" + route.replace("<str:month>", f"{q.world.on:%Y-%m}")),
            others=MISSING,
            desk=MISSING,
            owner=sees("settlement.posting", "buyer/registry.firm", also=MONTH),
            rival=sees("settlement.posting", "other_buyer/registry.firm", also=MONTH),
            maker=sees("owner/registry.firm", also=[*MONTH, *MAKERS]),
        )
        for route in (
            "statements/",
            "statements/<str:month>/",
            "statements/<str:month>/statement.pdf",
            "statements/<str:month>/statement.xlsx",
        )
    ),
    path("netting/", lambda q: q.client.get("/netting/"), others=may(), desk=may()),
    path(
        "netting/<str:code>/",
        lambda q: q.client.post(f"/netting/{q.deal.firm_code}/", {"month": f"{q.world.on:%Y-%m}-01", "agrees": "yes"}),
        others=MISSING,
        desk=MISSING,
        maker=may("owner/registry.firm"),
    ),
    # A head is told to everybody; it names nobody.
    path("book/", lambda q: q.client.get("/book/"), others=may(), desk=may(), anonymous=may()),
    path(
        "book/<str:subject>/",
        lambda q: q.client.get(f"/book/{q.deal.load}/"),
        others=MISSING,
        desk=may("provenance.fact", "freight.load", "freight.charge", "freight.sharing", "freight.firmshare"),
        owner=may("provenance.fact", "freight.load", "freight.charge", "freight.sharing", "freight.firmshare"),
        rival=may("provenance.fact", "freight.load", "freight.charge", "freight.sharing", "freight.firmshare"),
    ),
    path(
        "desks/accounts/",
        lambda q: q.client.get("/desks/accounts/"),
        others=MISSING,
        desk=may("registry.firm"),
    ),
)
