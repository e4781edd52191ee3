"""Read what people say of goods on the way: what is wrong, who handed over what, what is claimed, what came of it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dukou.freight.records.tracking import CLAIM_NEXT
from dukou.web.parts.forms import DayField, Form, MoneyField, PictureField
from dukou.web.words import tracking as w

MOST_CARTONS = 100_000


class CartonsField(forms.IntegerField):
    """Read a count of cartons."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_value=MOST_CARTONS, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **options)


class ReportForm(Form):
    """Ask what is wrong with goods that came, or did not."""

    act = forms.CharField(widget=forms.HiddenInput, initial="report")
    kind = forms.ChoiceField(label=_("What is wrong"), choices=tuple(w.REPORTED.items()))
    cartons = CartonsField(label=_("Cartons"), min_value=1)
    picture = PictureField(label=_("A picture, if you have one"), required=False)


class EventForm(Form):
    """Ask a desk what it heard of goods from a carrier that sends no messages."""

    act = forms.CharField(widget=forms.HiddenInput, initial="event")
    kind = forms.ChoiceField(label=_("What happened"), choices=tuple(w.EVENTS.items()))
    place = forms.CharField(label=_("Place"), max_length=60, required=False)
    day = DayField(label=_("Day"))


class HandOverForm(Form):
    """Ask for the leg, the count and the two names of a hand-over."""

    words: ClassVar[Mapping[str, Any]] = w.LEGS
    leg = forms.ChoiceField(label=_("Handed over"))
    found: forms.Field = CartonsField(label=_("Cartons counted"), min_value=0)
    given_by = forms.CharField(label=_("Who gives"), max_length=40)
    taken_by = forms.CharField(label=_("Who takes"), max_length=40)
    picture = PictureField(
        label=_("A picture"), required=False, help_text=_("Needed where the count is not the one asked for.")
    )

    def __init__(self, *sent: Any, legs: Sequence[str], **options: Any) -> None:
        super().__init__(*sent, **options)
        cast(forms.ChoiceField, self.fields["leg"]).choices = [(leg, self.words[leg]) for leg in legs]


class CloseForm(Form):
    """Ask what became of an exception."""

    act = forms.CharField(widget=forms.HiddenInput, initial="close")
    outcome = forms.ChoiceField(label=_("What became of it"), choices=tuple(w.OUTCOMES.items()))


class ClaimForm(Form):
    """Ask for the amount and the evidence of a claim."""

    act = forms.CharField(widget=forms.HiddenInput, initial="claim")
    amount = MoneyField(label=_("Amount claimed, yuan"), least_minor=1)
    picture = PictureField(label=_("Picture as evidence"), required=False)


class MoveForm(Form):
    """Ask what a carrier made of a claim."""

    act = forms.CharField(widget=forms.HiddenInput, initial="move")
    to = forms.ChoiceField(label=_("The claim is now"))
    paid = MoneyField(label=_("Paid, yuan"), required=False, help_text=_("Only where it is paid."))

    def __init__(self, data: Mapping[str, Any] | None = None, *, state: str, **options: Any) -> None:
        super().__init__(data, **options)
        cast(forms.ChoiceField, self.fields["to"]).choices = [(to, w.CLAIM_STATES[to]) for to in CLAIM_NEXT[state]]
