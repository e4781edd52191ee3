"""Show the files, read only."""

from typing import Any

from django.contrib import admin

from dukou.files.models import File, Ref


def _never(*_args: object, **_kwargs: object) -> bool:
    """Refuse: rows are written by the door."""
    return False


READ_ONLY: dict[str, Any] = {
    "has_add_permission": _never,
    "has_change_permission": _never,
    "has_delete_permission": _never,
}

admin.site.register(File, list_display=("sha256", "media_type", "size_bytes", "stored_at"), **READ_ONLY)
admin.site.register(Ref, list_display=("code", "purpose", "firm", "stored_at"), **READ_ONLY)
