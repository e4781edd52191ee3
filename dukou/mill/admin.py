"""Show awards, work orders and lots, read only."""

from typing import Any

from django.contrib import admin

from dukou.mill.models import Award, Lot, WorkOrder


def _never(*_args: object, **_kwargs: object) -> bool:
    """Refuse: rows are written by the door."""
    return False


READ_ONLY: dict[str, Any] = {
    "has_add_permission": _never,
    "has_change_permission": _never,
    "has_delete_permission": _never,
}

admin.site.register(Award, list_display=("code", "firm_id", "pairs", "decline_by", "state"), **READ_ONLY)
admin.site.register(WorkOrder, list_display=("code", "firm_id", "source", "pairs", "planned_on", "due_on"), **READ_ONLY)
admin.site.register(Lot, list_display=("code", "firm_id", "family", "pairs", "due_on", "state"), **READ_ONLY)
