"""Say who sees what on the page of the lab desk."""

from tests.visibility.rows import MISSING, Path, path, sees

PATHS: tuple[Path, ...] = (
    path(
        "desks/lab/",
        lambda q: q.client.get("/desks/lab/", {"lot": q.deal.lot_code}),
        others=MISSING,
        desk=sees("mill.lot"),
    ),
)
