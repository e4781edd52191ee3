"""Read what a clerk enters of a hand-over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dukou.web.parts.forms import Form, PairsField
from dukou.web.words.floor import OPERATIONS, SHIFTS


class HandOverForm(Form):
    """Ask who hands over how much, after which operation and in which shift."""

    operation = forms.ChoiceField(label=_("Operation"), choices=list(OPERATIONS.items()), initial="packing")
    worker = PairsField(
        label=_("Worker's number"), most=99_999, error_messages={"invalid": _("Write the worker's number.")}
    )
    units = PairsField(label=_("Handed over"), help_text=_("Good pieces after knitting, pairs after the others."))
    shift = forms.ChoiceField(label=_("Shift"), choices=list(SHIFTS.items()), initial="day")

    def entered(self) -> dict[str, Any]:
        """Return what was entered, by the names of a new hand-over."""
        return {name: self.cleaned_data[name] for name in ("operation", "worker", "units", "shift")}
