"""Read what an owner announces overseas, what came of it, and what an overseas depot did."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dukou.base.ids import new_code
from dukou.depot.records.abroad import Kind, NewInbound, NewWork
from dukou.web.parts.forms import DayField, Form, MoneyField, PairsField
from dukou.web.words.abroad import KINDS

FIRST_GUESS_DAYS = 30


class AnnounceForm(Form):
    """Ask which free goods set out for which overseas depot, and when they should come."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    sku = forms.TypedChoiceField(label=_("Sock"), coerce=int)
    site = forms.TypedChoiceField(label=_("Overseas depot"), coerce=int)
    pairs = PairsField(label=_("Pairs"))
    expected_on = DayField(label=_("Expected on"))
    load = forms.CharField(
        label=_("Waybill"), max_length=16, required=False, help_text=_("The carrier's number, if there is one.")
    )

    def __init__(self, *args: Any, goods: Mapping[int, str], depots: Mapping[int, str], on: date) -> None:
        super().__init__(*args, initial={"key": new_code(), "expected_on": on + timedelta(days=FIRST_GUESS_DAYS)})
        cast(forms.ChoiceField, self.fields["sku"]).choices = list(goods.items())
        cast(forms.ChoiceField, self.fields["site"]).choices = list(depots.items())

    def inbound(self, owner: int) -> NewInbound:
        """Return what was announced."""
        said = self.cleaned_data
        return NewInbound(
            said["site"], owner, said["sku"], said["pairs"], said["expected_on"], said["key"], said["load"]
        )


class ProposeForm(Form):
    """Ask how much goods and freight may come to."""

    budget = MoneyField(label=_("At most, goods and freight (CNY)"), required=False)


class CountForm(Form):
    """Ask how many pairs of an announcement came, whole and damaged."""

    pairs = PairsField(label=_("Came whole"), least=0)
    damaged_pairs = PairsField(label=_("Damaged"), least=0)


class WorkForm(Form):
    """Ask what an overseas depot did with which goods; `goods` are ``site-owner-SKU`` with what they are called."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    kind = forms.ChoiceField(label=_("What was done"), choices=tuple(KINDS.items()))
    goods = forms.ChoiceField(label=_("Which goods"))
    pairs = PairsField(label=_("Pairs"))
    order_ref = forms.CharField(
        label=_("Order number"),
        max_length=40,
        required=False,
        help_text=_("What is done for one order on a day is charged as one."),
    )

    def __init__(self, *args: Any, goods: Mapping[str, str]) -> None:
        super().__init__(*args, initial={"key": new_code()})
        cast(forms.ChoiceField, self.fields["goods"]).choices = list(goods.items())

    def work(self) -> NewWork:
        """Return what was done."""
        said = self.cleaned_data
        site, owner, sku = map(int, said["goods"].split("-"))
        kind = cast(Kind, said["kind"])
        return NewWork(kind, site, owner, sku, said["pairs"], said["key"], said["order_ref"].strip())
