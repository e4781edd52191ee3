"""Write money, pairs, numbers, shares, days and instants as the reader's language writes them."""

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal

from django.utils.dateformat import format as written
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dukou.base.days import TOWN_ZONE
from dukou.base.money import Money, minor_digits

Number = int | float | Decimal
# A currency as a trader writes it after an amount; one without words of its own goes by its code.
CURRENCIES = {
    "CNY": gettext_lazy("CNY"),
    "EUR": gettext_lazy("EUR"),
    "GBP": gettext_lazy("GBP"),
    "JPY": gettext_lazy("JPY"),
    "KRW": gettext_lazy("KRW"),
    "RUB": gettext_lazy("RUB"),
    "USD": gettext_lazy("USD"),
}
PERCENT = 100
WIDE = Context(prec=60)


def number(value: Number, decimals: int = 0) -> str:
    """Return a number with its thousands apart, rounded half to even."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN, WIDE)
    return number_format(exact, decimals, use_l10n=True, force_grouping=True)


def money(value: Money) -> str:
    """Return an amount with its currency."""
    return f"{number(value.decimal(), minor_digits(value.currency))} {currency(value.currency)}"


def currency(code: str) -> str:
    """Return what a currency is called behind an amount."""
    return str(CURRENCIES.get(code, code))


def pairs(value: int) -> str:
    """Return a count of pairs with its unit."""
    return ngettext("%(count)s pair", "%(count)s pairs", value) % {"count": number(value)}


def percent(share: Number, decimals: int = 1) -> str:
    """Return a share of one as a percentage."""
    return f"{number(Decimal(str(share)) * PERCENT, decimals)}%"


def day(value: date) -> str:
    """Return a date; an instant is written as the date that the town's calendar shows."""
    if isinstance(value, datetime):
        value = value.astimezone(TOWN_ZONE).date()
    return written(value, _day_form())


def instant(value: datetime) -> str:
    """Return an instant by the town's calendar and clock."""
    return written(value.astimezone(TOWN_ZONE), f"{_day_form()} H:i")


def _day_form() -> str:
    """Return how a date is written: this text is a form of Django's, not words."""
    return _("j M Y")
