"""Write figures in the reader's language, and place the kit's small parts."""

import secrets
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dukou.base.money import Money
from dukou.web.parts import formats
from dukou.web.parts.once import FIELD

register = template.Library()


@register.filter
def money(value: Money | None) -> str:
    """Write an amount with its currency."""
    return "" if value is None else formats.money(value)


@register.filter
def pairs(value: int | None) -> str:
    """Write a count of pairs with its unit."""
    return "" if value is None else formats.pairs(value)


@register.filter
def number(value: formats.Number | None, decimals: int = 0) -> str:
    """Write a number with its thousands apart."""
    return "" if value is None else formats.number(value, decimals)


@register.filter
def percent(value: formats.Number | None, decimals: int = 1) -> str:
    """Write a share of one as a percentage."""
    return "" if value is None else formats.percent(value, decimals)


@register.filter
def day(value: date | None) -> str:
    """Write a date."""
    return "" if value is None else formats.day(value)


@register.filter
def instant(value: datetime | None) -> str:
    """Write an instant by the town's calendar and clock."""
    return "" if value is None else formats.instant(value)


@register.simple_tag
def once_field() -> SafeString:
    """Place the hidden field by which a form that is sent twice acts once."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, secrets.token_urlsafe(16))


@register.inclusion_tag("parts/figure.html")
def figure(value: str, name: str, unit: str = "", note: str = "", href: str = "") -> dict[str, Any]:
    """Place a figure that opens to what it is made of."""
    return {"text": value, "name": name, "unit": unit, "note": note, "href": href}
