"""Read forms as people type them: full-width letters and digits, thousands apart, units behind the number."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from dukou.base.errors import Refusal
from dukou.base.money import PRICE_SCALE, minor_digits
from dukou.base.quantity import MAX_PAIRS
from dukou.web import words
from dukou.web.parts import formats

# Letters, digits and the blank of full width; Chinese punctuation stays as it is typed.
HALF = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
HALF[0x3000] = 0x20
APART = re.compile(r"[\s,_']")
UNITS = re.compile(r"(双|pairs?|元|CNY|RMB|EUR|USD)$|^[¥€$]", re.IGNORECASE)
MOST_MINOR = 10**13
CONTROLS = {"select": "form-select", "checkbox": "form-check-input", "file": "form-control"}


def half_width(text: str) -> str:
    """Return a text with plain letters, digits and blanks for those of full width."""
    return text.translate(HALF)


def plain_number(text: str) -> str:
    """Return a number as typed without what people put around it: １，200 双 becomes 1200."""
    return APART.sub("", UNITS.sub("", unicodedata.normalize("NFKC", text).strip()))


class Form(forms.Form):
    """Read what people type, and give every field the kit's look; the page says in words what is wrong."""

    error_css_class = "is-refused"
    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data if data is None else sent(data), *args, **kwargs)
        for field in self.fields.values():
            kind = getattr(field.widget, "input_type", "text")
            field.error_messages["required"] = _("Fill this in.")
            if kind not in {"hidden", "radio"}:
                field.widget.attrs.setdefault("class", CONTROLS.get(kind, "form-control"))


def sent(data: Mapping[str, Any], changed: Mapping[str, Any] | None = None) -> MultiValueDict[str, Any]:
    """Return what was sent with plain letters and digits, and with other values where they are given."""
    lists = data.lists() if isinstance(data, MultiValueDict) else ((name, [value]) for name, value in data.items())
    typed = {name: [half_width(one) if isinstance(one, str) else one for one in values] for name, values in lists}
    return MultiValueDict(typed | {name: [value] for name, value in (changed or {}).items()})


def refused(form: forms.Form, refusal: Refusal, field: str | None = None) -> None:
    """Put the sentence of a refusal on the form, or on one of its fields."""
    form.add_error(field, words.sentence(refusal))


class PairsField(forms.Field):
    """Read a count of pairs."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write a whole number of pairs, such as 1,200."),
        "least": _("Write at least %(least)s."),
        "most": _("Write at most %(most)s."),
    }

    def __init__(self, *, least: int = 1, most: int = MAX_PAIRS, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def to_python(self, value: Any) -> int | None:
        """Return the number, if one was typed."""
        text = plain_number(str(value if value is not None else ""))
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if len(text) > len(str(self.most)) + 3 or int(text) > self.most:
            raise ValidationError(self.error_messages["most"] % {"most": formats.number(self.most)}, code="most")
        if int(text) < self.least:
            raise ValidationError(self.error_messages["least"] % {"least": formats.number(self.least)}, code="least")
        return int(text)

    def prepare_value(self, value: Any) -> Any:
        """Show a number with its thousands apart, and what was typed as it was typed."""
        return formats.number(value) if isinstance(value, int) else value


class MoneyField(forms.Field):
    """Read an amount of one currency and return its minor units."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write an amount such as 1,234.50."),
        "digits": _("Write at most %(digits)s digits after the point."),
        "range": _("Write an amount between %(least)s and %(most)s."),
    }

    def __init__(
        self, *, currency: str = "CNY", least_minor: int = 0, most_minor: int = MOST_MINOR, **options: Any
    ) -> None:
        super().__init__(**options)
        self.digits = minor_digits(currency)
        self.least, self.most = least_minor, most_minor

    def to_python(self, value: Any) -> int | None:
        """Return the minor units, if an amount was typed."""
        text = plain_number(str(value if value is not None else ""))
        if not text:
            return None
        try:
            units = Decimal(text).scaleb(self.digits)
        except InvalidOperation:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not units.is_finite():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if not self.least <= units <= self.most:
            ends = {"least": self._written(self.least), "most": self._written(self.most)}
            raise ValidationError(self.error_messages["range"] % ends, code="range")
        if units != int(units):
            raise ValidationError(self.error_messages["digits"] % {"digits": self.digits}, code="digits")
        return int(units)

    def prepare_value(self, value: Any) -> Any:
        """Show minor units as an amount, and what was typed as it was typed."""
        return self._written(value) if isinstance(value, int) else value

    def _written(self, units: int) -> str:
        return formats.number(Decimal(units).scaleb(-self.digits), self.digits)


class PriceField(MoneyField):
    """Read a unit price and return it in 1/10,000 of the currency's unit."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.digits = len(str(PRICE_SCALE)) - 1


class DayField(forms.DateField):
    """Read a day as the calendar gives it or as people write it: 2026-01-29, 2026/1/29, 2026年1月29日."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write a day such as 2026-01-29."),
        "early": _("Choose %(day)s or later."),
        "late": _("Choose %(day)s or earlier."),
    }

    def __init__(self, *, earliest: date | None = None, latest: date | None = None, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%d.%m.%Y"], **options
        )
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> date | None:
        """Return the day, if one was typed."""
        if isinstance(value, str):
            value = re.sub(r"\s", "", unicodedata.normalize("NFKC", value))
        day = super().to_python(value)
        if day and self.earliest and day < self.earliest:
            raise ValidationError(self.error_messages["early"] % {"day": formats.day(self.earliest)}, code="early")
        if day and self.latest and day > self.latest:
            raise ValidationError(self.error_messages["late"] % {"day": formats.day(self.latest)}, code="late")
        return day


class PictureField(forms.FileField):
    """Read a picture of at most 8 MB; `files.door` looks at its pixels when it is kept."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "capture": "environment"})
    largest_bytes = 8_000_000
    default_error_messages: ClassVar[dict[str, Any]] = {
        "large": _("The picture is larger than 8 MB. Send a smaller one."),
        "kind": _("Only a JPEG, PNG or WebP picture can be kept."),
    }

    def to_python(self, data: Any) -> Any:
        """Return the upload if it is no larger than may be and begins as a picture does."""
        upload = super().to_python(data)
        if upload is None:
            return None
        if upload.size > self.largest_bytes:
            raise ValidationError(self.error_messages["large"], code="large")
        start = upload.read(12)
        upload.seek(0)
        if not (
            start.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (start[:4], start[8:]) == (b"RIFF", b"WEBP")
        ):
            raise ValidationError(self.error_messages["kind"], code="kind")
        return upload
