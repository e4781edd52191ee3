"""Show the book of facts, read only."""

from typing import Any

from django.contrib import admin

from dukou.provenance.models import Fact, TreeHead


def _never(*_args: object, **_kwargs: object) -> bool:
    """Refuse: rows are written by the door."""
    return False


READ_ONLY: dict[str, Any] = {
    "has_add_permission": _never,
    "has_change_permission": _never,
    "has_delete_permission": _never,
}

admin.site.register(Fact, list_display=("seq", "kind", "subject", "firm", "at"), **READ_ONLY)
admin.site.register(TreeHead, list_display=("size", "at", "sealed_at"), **READ_ONLY)
