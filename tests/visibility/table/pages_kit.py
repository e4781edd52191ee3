"""Say who sees what of the parts of pages: kept views, how work goes on, files; the glossary is everyone's."""

from tests.visibility.rows import MAY, MISSING, REFUSED, Path, may, path, sees

OWN = may("registry.person", "registry.firm")
KEPT = {"table": "orders", "name": "mine", "query": "q=mine", "next": "/glossary/"}

PATHS: tuple[Path, ...] = (
    *(
        path(f"{name}/", lambda q, name=name: q.client.get(f"/{name}/"), others=OWN, desk=OWN, anonymous=MAY)
        for name in ("parts", "glossary")
    ),
    path("parts/", lambda q: q.client.post("/parts/", {"pairs": "1"}), others=OWN, desk=OWN, anonymous=MAY),
    path("views/", lambda q: q.client.post("/views/", KEPT), others=REFUSED, desk=REFUSED),
    path(
        "views/<str:code>/retire/",
        lambda q: q.client.post(f"/views/{q.deal.view}/retire/", {"next": "/glossary/"}),
        others=MISSING,
        desk=MISSING,
        owner=MAY,
    ),
    path(
        "progress/<str:code>/",
        lambda q: q.client.get(f"/progress/{q.deal.job}/"),
        others=MISSING,
        desk=sees("jobs.job"),
        owner=sees("jobs.job"),
    ),
    path(
        "files/<str:code>/",
        lambda q: q.client.get(f"/files/{q.deal.file}/"),
        others=MISSING,
        desk=sees(),
        owner=sees(),
    ),
)
