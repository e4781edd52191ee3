"""Say who sees what at the addresses of the live proof: an owner its own, the desk all of it, the office totals."""

from io import BytesIO

from tests.visibility.rows import MAY, MISSING, REFUSED, Path, may, path

FACTORIES = ("owner", "rival", "maker")


def _file() -> BytesIO:
    file = BytesIO("月份,目的地或分区,双数,运费(元)\n2025-01,nowhere,1,1\n".encode())
    file.name = "sheet.csv"
    return file


PATHS: tuple[Path, ...] = (
    path(
        "proof/",
        lambda q: q.client.get("/proof/"),
        others=MISSING,
        desk=MAY,
        **dict.fromkeys(FACTORIES, may("registry.firm")),
    ),
    path(
        "proof/",
        lambda q: q.client.post("/proof/", {"joins": "yes"}),
        others=MISSING,
        desk=MAY,
        **dict.fromkeys(FACTORIES, MAY),
    ),
    path(
        "proof/sheets/<str:kind>/",
        lambda q: q.client.get("/proof/sheets/bills/"),
        others=MISSING,
        desk=MAY,
    ),
    path(
        "proof/sheets/<str:kind>/",
        lambda q: q.client.post("/proof/sheets/past/", {"want": "import", "sheet": _file()}),
        others=MISSING,
        desk=MISSING,
        **dict.fromkeys(FACTORIES, REFUSED),
    ),
    path(
        "proof/sheets/<str:kind>/template.xlsx",
        lambda q: q.client.get("/proof/sheets/past/template.xlsx"),
        others=MISSING,
        desk=MISSING,
        **dict.fromkeys(FACTORIES, MAY),
    ),
    path(
        "desks/proof/", lambda q: q.client.get("/desks/proof/"), others=MISSING, desk=MAY, office=may("registry.firm")
    ),
)
