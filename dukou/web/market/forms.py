"""Read quantities, orders and price ladders as people type them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from dukou.base.viewer import FACTORY, Viewer
from dukou.market.records import Ladder, PriceStep
from dukou.web.parts.editing import EditForm
from dukou.web.parts.forms import DayField, Form, PairsField, PriceField
from dukou.web.words.market import INCOTERMS

STEPS = 8
LONGEST_REFERENCE = 40
TOWN, FIRM = "town", "firm"
PAIRS_OF_STEP, PRICE_OF_STEP = _("From pairs, step {number}"), _("Price, step {number}")


def quantity_form(data: Mapping[str, Any] | None, *, names: Mapping[str, str], wanted: Mapping[str, int]) -> Form:
    """Return a form that reads how many pairs of each GTIN are wanted; what is left empty is none."""
    fields = {field_name(gtin): PairsField(least=0, required=False, label=name) for gtin, name in names.items()}
    made: type[Form] = type("QuantityForm", (Form,), fields)
    return made(data, initial={field_name(gtin): pairs for gtin, pairs in wanted.items() if pairs})


def quantities(form: Form, gtins: Iterable[str]) -> dict[str, int]:
    """Return how many pairs of each GTIN a valid form asks for."""
    return {gtin: form.cleaned_data[field_name(gtin)] or 0 for gtin in gtins}


def field_name(gtin: str) -> str:
    """Return the name of a GTIN's field."""
    return f"p_{gtin}"


class OrderForm(Form):
    """Read where a cart is ordered, how it travels, and which sites the buyer agrees to."""

    cart_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    amount_minor = forms.IntegerField(required=False, widget=forms.HiddenInput)
    addressed_to = forms.ChoiceField(
        label=_("Who makes it"),
        choices=((TOWN, _("The town: its trading company sells, named firms knit together")), (FIRM, _("One firm"))),
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial=TOWN,
    )
    seller = forms.ChoiceField(label=_("A firm you have ordered from"), required=False)
    seller_code = forms.CharField(
        label=_("Or the code of another firm"),
        max_length=16,
        required=False,
        help_text=_("The firm gives you its code; it stands on its statements."),
    )
    destination = forms.ChoiceField(label=_("Destination"))
    incoterm = forms.ChoiceField(label=_("Incoterm"), choices=tuple(INCOTERMS.items()), initial="DAP")
    due_on = DayField(
        label=_("At my door by"), required=False, help_text=_("Left empty, the published lead time holds.")
    )
    reference = forms.CharField(
        label=_("Your reference"), max_length=LONGEST_REFERENCE, required=False, help_text=_("It stands on invoices.")
    )
    sites = forms.MultipleChoiceField(
        label=_("Sites that may knit it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    consents_overflow = forms.BooleanField(
        label=_("Where that firm is short of machines, it may pass lines on to another one"), required=False
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        sellers: Iterable[tuple[str, str]],
        places: Sequence[tuple[str, str]],
        sites: Iterable[str],
        today: date,
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, initial=dict(initial))
        for name, choices in (("seller", [("", "–"), *sellers]), ("destination", places)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        chosen = self.fields["sites"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = [(code, code) for code in sites]
        due_on = self.fields["due_on"]
        assert isinstance(due_on, DayField)
        due_on.earliest = today

    def clean(self) -> dict[str, Any]:
        """Refuse an order to a firm that is not named."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("addressed_to") == FIRM and not (given.get("seller") or given.get("seller_code")):
            self.add_error("seller", _("Choose the firm, or type its code."))
        return given


class LadderForm(EditForm):
    """Edit the steps of a price ladder; a row left empty is no step."""

    valid_from = DayField(label=_("Valid from"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, ladder: Ladder, today: date) -> None:
        super().__init__(data, stored=stored(ladder), initial={"valid_from": max(ladder.valid_from or today, today)})

    def clean(self) -> dict[str, Any]:
        """Refuse half a step."""
        given = super().clean()
        for number in range(1, STEPS + 1):
            pairs, price = (f"{name}_{number}" for name in ("pairs", "price"))
            if pairs in given and price in given and (given[pairs] is None) != (given[price] is None):
                self.add_error(pairs if given[pairs] is None else price, _("Fill in both, or neither."))
        return given

    def steps(self) -> list[PriceStep]:
        """Return the steps that were typed."""
        rows = (
            (self.cleaned_data[f"pairs_{number}"], self.cleaned_data[f"price_{number}"])
            for number in range(1, STEPS + 1)
        )
        return [PriceStep(pairs, price) for pairs, price in rows if pairs is not None]


def step_fields() -> dict[str, forms.Field]:
    """Return the two fields of each step."""
    fields: dict[str, forms.Field] = {}
    for number in range(1, STEPS + 1):
        fields[f"pairs_{number}"] = PairsField(required=False, label=format_lazy(PAIRS_OF_STEP, number=number))
        fields[f"price_{number}"] = PriceField(required=False, label=format_lazy(PRICE_OF_STEP, number=number))
    return fields


LadderForm.base_fields.update(step_fields())


def stored(ladder: Ladder) -> dict[str, int | None]:
    """Return a ladder as the form's fields hold it."""
    steps = dict(enumerate(ladder.steps, start=1))
    values: dict[str, int | None] = {}
    for number in range(1, STEPS + 1):
        step = steps.get(number)
        values[f"pairs_{number}"] = step.from_pairs if step else None
        values[f"price_{number}"] = step.unit_price_e4 if step else None
    return values


def may_price(viewer: Viewer) -> bool:
    """Tell whether a viewer's firm keeps prices of its own."""
    return viewer.firm is not None and FACTORY in viewer.roles
