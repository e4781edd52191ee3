"""Say who sees what at the addresses of a demo town, and of background work."""

from typing import Any
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.visibility.rows import MAY, MISSING, REFUSED, Path, Visit, may, path, sees

BOOK = "订单号,货号,数量,日期,客户,国家\nA1,WZ-1,12,2025-12-03,1,nowhere\n"
OWN = may("registry.person", "registry.firm")


def _break(q: Visit) -> Any:
    """Ask for a copy to be broken by a job whose code is the same each time: the answer leads to its page."""
    with patch("dukou.jobs.door.new_code", return_value="visiblejob222222"):
        return q.client.post("/break/")


PATHS: tuple[Path, ...] = (
    path("demo/enter/", lambda q: q.client.get("/demo/enter/"), others=OWN, desk=OWN, anonymous=MAY),
    path(
        "demo/enter/",
        lambda q: q.client.post("/demo/enter/", {"role": q.deal.phone}),
        others=REFUSED,
        desk=REFUSED,
        anonymous=REFUSED,
    ),
    path("clock/", lambda q: q.client.get("/clock/"), others=MISSING, desk=OWN),
    path("clock/", lambda q: q.client.post("/clock/", {"distance": "hour"}), others=MISSING, desk=MAY),
    path("break/", lambda q: q.client.get("/break/"), others=OWN, desk=OWN),
    path("break/", _break, others=MAY, desk=MAY),
    path("try/", lambda q: q.client.get("/try/"), others=OWN, desk=OWN),
    path(
        "try/",
        lambda q: q.client.post("/try/", {"book": SimpleUploadedFile("book.csv", BOOK.encode())}),
        others=OWN,
        desk=OWN,
    ),
    path("try/template.xlsx", lambda q: q.client.get("/try/template.xlsx"), others=MAY, desk=MAY),
    path(
        "jobs/",
        lambda q: q.client.get("/jobs/"),
        others=may("registry.firm", "jobs.job"),
        desk=sees("jobs.job"),
        owner=sees("jobs.job", also=["registry.firm"]),
    ),
    path(
        "jobs/<str:code>/",
        lambda q: q.client.get(f"/jobs/{q.deal.job}/"),
        others=MISSING,
        desk=sees("jobs.job"),
        owner=sees("jobs.job", also=["registry.firm"]),
    ),
    path(
        "jobs/<str:code>/",
        lambda q: q.client.post(f"/jobs/{q.deal.job}/"),
        others=MISSING,
        desk=MAY,
        owner=may("jobs.job"),
    ),
)
