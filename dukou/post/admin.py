"""Show the outbox and the notices, read only."""

from typing import Any

from django.contrib import admin

from dukou.post.models import Message, Notice


def _never(*_args: object, **_kwargs: object) -> bool:
    """Refuse: rows are written by the door."""
    return False


READ_ONLY: dict[str, Any] = {
    "has_add_permission": _never,
    "has_change_permission": _never,
    "has_delete_permission": _never,
}

admin.site.register(Message, list_display=("code", "channel", "template", "state", "attempts", "next_at"), **READ_ONLY)
admin.site.register(Notice, list_display=("code", "firm", "kind", "noticed_at", "read_at"), **READ_ONLY)
