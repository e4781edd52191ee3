"""Say who sees what at the addresses of the machinery."""

from tests.visibility.rows import MAY, Path, path

PATHS: tuple[Path, ...] = (path("healthz", lambda q: q.client.get("/healthz"), others=MAY, desk=MAY, anonymous=MAY),)
