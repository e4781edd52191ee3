"""Tell gunicorn how to serve the pages (it reads these names from `python:dukou.site.serving`)."""

import os

from dukou.site import certificate, settings
from dukou.site.parent import end_with_parent

bind = f"{settings.DUKOU_BIND}:{settings.DUKOU_PORT}"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 10
# A worker's memory is given back now and then; the spread keeps both from leaving at once.
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
if settings.DUKOU_TLS:
    certfile, keyfile = map(str, certificate.paths(settings.DUKOU_HOME, settings.ALLOWED_HOSTS))
logconfig_dict = settings.LOGGING | {
    "loggers": {
        "gunicorn.error": {"handlers": ["stderr"], "level": settings.LOG_LEVEL, "propagate": False},
        "gunicorn.access": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    }
}


def on_starting(_server: object) -> None:
    """End with `up`; gunicorn's workers in turn end with gunicorn."""
    end_with_parent(os.environ)


def post_worker_init(_worker: object) -> None:
    """Load every page before the first reader comes."""
    from django.urls import get_resolver

    get_resolver().check()
