"""Say who sees what at the addresses of the town's round."""

from tests.visibility.rows import MISSING, Path, may, path, sees

PATHS: tuple[Path, ...] = (
    path(
        "desks/round/",
        lambda q: q.client.get(f"/desks/round/?on={q.world.passed_on}"),
        others=MISSING,
        desk=sees("freight.round", "registry.site"),
    ),
    path("desks/round/", lambda q: q.client.post("/desks/round/"), others=MISSING, desk=may()),
    path(
        "rounds/<str:code>/",
        lambda q: q.client.get(f"/rounds/{q.deal.round}/"),
        others=MISSING,
        desk=sees("registry.site"),
    ),
)
