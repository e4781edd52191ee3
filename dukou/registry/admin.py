"""Show who is in town and what is published, read only."""

from typing import Any

from django.contrib import admin

from dukou.registry.models import (
    Certificate,
    Destination,
    Duty,
    ExchangeRate,
    Firm,
    Limit,
    MachineGroup,
    Membership,
    Person,
    Site,
    Tariff,
)


def _never(*_args: object, **_kwargs: object) -> bool:
    """Refuse: rows are written by the door."""
    return False


READ_ONLY: dict[str, Any] = {
    "has_add_permission": _never,
    "has_change_permission": _never,
    "has_delete_permission": _never,
}

admin.site.register(Firm, list_display=("code", "kind", "name_zh", "name_en", "joined_on"), **READ_ONLY)
admin.site.register(Person, list_display=("phone", "phone_verified", "language", "is_active"), **READ_ONLY)
admin.site.register(Membership, list_display=("person", "firm", "role", "since"), **READ_ONLY)
admin.site.register(Site, list_display=("code", "kind", "gln", "zone", "country"), **READ_ONLY)
admin.site.register(MachineGroup, list_display=("code", "needle_count", "terry", "machines"), **READ_ONLY)
admin.site.register(Certificate, list_display=("kind", "number", "valid_from", "valid_to"), **READ_ONLY)
admin.site.register(Destination, list_display=("code", "iso", "lane_days", "cutoff_weekdays"), **READ_ONLY)
admin.site.register(Tariff, list_display=("destination", "service", "valid_from", "valid_to"), **READ_ONLY)
admin.site.register(ExchangeRate, list_display=("currency", "rate_e6", "on"), **READ_ONLY)
admin.site.register(Duty, list_display=("destination", "hs_code", "rate_ppm", "valid_from", "valid_to"), **READ_ONLY)
admin.site.register(Limit, list_display=("key", "value_e6", "unit", "valid_from", "valid_to"), **READ_ONLY)
