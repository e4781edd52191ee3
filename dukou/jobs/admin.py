"""Show the jobs, read only."""

from typing import Any

from django.contrib import admin

from dukou.jobs.models import Job


def _never(*_args: object, **_kwargs: object) -> bool:
    """Refuse: rows are written by the door."""
    return False


READ_ONLY: dict[str, Any] = {
    "has_add_permission": _never,
    "has_change_permission": _never,
    "has_delete_permission": _never,
}

admin.site.register(
    Job, list_display=("code", "room", "kind", "state", "attempts", "progress_ppm", "created_at"), **READ_ONLY
)
