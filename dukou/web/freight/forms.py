"""Read what the freight desk reports."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dukou.freight.records import OnRoad
from dukou.web.freight.places import Places, service_name
from dukou.web.parts import formats
from dukou.web.parts.forms import DayField, Form
from dukou.web.words.freight import DELAY_REASONS


class DelayForm(Form):
    """Ask what comes later, until when, and why."""

    what = forms.ChoiceField(label=_("What comes later"))
    until = DayField(label=_("Arrives on"))
    reason = forms.ChoiceField(label=_("Why"), choices=tuple(DELAY_REASONS.items()))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, road: Sequence[OnRoad], where: Places, on: date, **options: Any
    ) -> None:
        super().__init__(data, **options)
        known = {key_of(one): _said(one, where) for one in road}
        what = cast(forms.ChoiceField, self.fields["what"])
        what.choices = [("", _("Choose what is on the road")), *known.items()]
        cast(DayField, self.fields["until"]).earliest = on + timedelta(days=1)


def key_of(one: OnRoad) -> str:
    """Return by what the form names goods on the road."""
    return f"{one.load} {one.service}"


def _said(one: OnRoad, where: Places) -> str:
    return _("%(place)s, %(service)s, left %(left)s, due there %(there)s") % {
        "place": where.name(one.destination),
        "service": service_name(one.service),
        "left": formats.day(one.left_on),
        "there": formats.day(one.arrives_on),
    }
