"""Let two people edit the same thing: the second is shown what the first one left there, and loses nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from dukou.web.parts.forms import Form, sent


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold one field that somebody else changed: what stands there now, and what the person typed."""

    name: str
    title: str
    theirs: str
    yours: str


def version(stored: Mapping[str, Any]) -> str:
    """Return a mark of what is stored; it changes with any value."""
    return sha256(repr(sorted(stored.items())).encode()).hexdigest()[:16]


class EditForm(Form):
    """Edit what is stored: `stored` holds the values by field as they stand in the room right now.

    The page keeps the mark of what it showed. When something else stands there at sending, the form is not valid,
    `differences` tells what, and its new mark lets the person send again on purpose.
    """

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, data: Mapping[str, Any] | None = None, *, stored: Mapping[str, Any], **rest: Any) -> None:
        self.stored = dict(stored)
        self.differences: tuple[Difference, ...] = ()
        rest["initial"] = {**self.stored, **rest.get("initial", {}), "version": version(self.stored)}
        super().__init__(data, **rest)

    def clean(self) -> dict[str, Any]:
        """Refuse what was typed over older values than those that stand there now."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        now = version(self.stored)
        if given.get("version") != now:
            self.differences = tuple(self._differences(given))
            self.data = sent(self.data, {self.add_prefix("version"): now})
            if self.differences:
                raise forms.ValidationError(_("Not sent yet: look at the difference first."), code="changed")
        return given

    def _differences(self, given: Mapping[str, Any]) -> list[Difference]:
        found = []
        for name, theirs in self.stored.items():
            if name in given and given[name] != theirs:
                field = self[name]
                shown = str(field.field.prepare_value(theirs) if theirs is not None else "")
                typed = field.value()
                found.append(Difference(name, str(field.label), shown, str("" if typed is None else typed)))
        return found
