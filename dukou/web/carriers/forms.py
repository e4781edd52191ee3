"""Read what the desk books with a carrier, how a carrier is spoken to, and what it said."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dukou.base.ids import new_code
from dukou.freight.records.carriers import NewBooking
from dukou.freight.records.parties import Contact
from dukou.web.parts.forms import DayField, Form
from dukou.web.words.carriers import OUTCOMES, PROTOCOLS
from dukou.web.words.steps import SERVICES

GRAMS_A_KG, ML_A_M3 = 1_000, 1_000_000
MOST_CARTONS, MOST_VEHICLES, MOST_KG, MOST_M3 = 10**5, 999, 10**6, 10**4
CONTACT = ("name", "phone", "city", "street", "code")


class BookingForm(Form):
    """Ask what travels with which carrier, on which day, from whom to whom."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    load = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    carrier = forms.TypedChoiceField(label=_("Carrier"), coerce=int)
    service = forms.ChoiceField(label=_("Service"), choices=tuple(SERVICES.items()))
    destination = forms.ChoiceField(label=_("Destination"))
    departs_on = DayField(label=_("Leaves on"))
    cartons = forms.IntegerField(label=_("Cartons"), min_value=1, max_value=MOST_CARTONS)
    kilograms = forms.DecimalField(
        label=_("Weight, kg"), min_value=Decimal("0.001"), max_value=MOST_KG, decimal_places=3
    )
    cubic_metres = forms.DecimalField(
        label=_("Volume, m³"), min_value=Decimal("0.000001"), max_value=MOST_M3, decimal_places=6
    )
    vehicles = forms.IntegerField(label=_("Vehicles"), min_value=1, max_value=MOST_VEHICLES, initial=1)
    goods = forms.CharField(label=_("Name of the goods"), max_length=60)
    waybill = forms.CharField(
        label=_("Waybill of the sales channel"),
        max_length=60,
        required=False,
        help_text=_("If the channel gave a number, it is kept and none is ordered."),
    )
    sender_name = forms.CharField(label=_("Sender"), max_length=60)
    sender_phone = forms.CharField(label=_("Sender's telephone"), max_length=20)
    sender_city = forms.CharField(label=_("Sender's city"), max_length=40)
    sender_street = forms.CharField(label=_("Sender's street"), max_length=100)
    sender_code = forms.CharField(label=_("UN/LOCODE of departure"), max_length=5, required=False)
    receiver_name = forms.CharField(label=_("Receiver"), max_length=60)
    receiver_phone = forms.CharField(label=_("Receiver's telephone"), max_length=20, required=False)
    receiver_city = forms.CharField(label=_("Receiver's city"), max_length=40)
    receiver_street = forms.CharField(label=_("Receiver's street"), max_length=100, required=False)
    receiver_code = forms.CharField(label=_("UN/LOCODE of arrival"), max_length=5, required=False)

    def __init__(
        self,
        *args: Any,
        carriers: dict[int, str],
        places: dict[str, str],
        countries: dict[str, str],
        begin: NewBooking | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, initial=_begun(begin) if begin else {"key": new_code(), "vehicles": 1}, **options)
        self.countries = countries
        cast(forms.ChoiceField, self.fields["carrier"]).choices = list(carriers.items())
        cast(forms.ChoiceField, self.fields["destination"]).choices = list(places.items())

    def booking(self) -> NewBooking:
        """Return what was asked for."""
        said = self.cleaned_data
        return NewBooking(
            key=said["key"],
            carrier=said["carrier"],
            service=said["service"],
            destination=said["destination"],
            departs_on=said["departs_on"],
            cartons=said["cartons"],
            grams=int(said["kilograms"] * GRAMS_A_KG),
            ml=int(said["cubic_metres"] * ML_A_M3),
            goods=said["goods"],
            sender=self._contact("sender", "CN"),
            receiver=self._contact("receiver", self.countries[said["destination"]]),
            vehicles=said["vehicles"],
            waybill=said["waybill"],
            load=said["load"],
        )

    def _contact(self, who: str, country: str) -> Contact:
        name, phone, city, street, code = (self.cleaned_data[f"{who}_{part}"] for part in CONTACT)
        return Contact(name, phone, country, "", city, street, code)


def _begun(new: NewBooking) -> dict[str, Any]:
    """Return what the form begins with where it is known what is to be booked."""
    plain = ("key", "load", "carrier", "service", "destination", "departs_on", "cartons", "vehicles", "goods")
    people = {"sender": new.sender, "receiver": new.receiver}
    return {
        **{name: getattr(new, name) for name in plain},
        "kilograms": Decimal(new.grams) / GRAMS_A_KG,
        "cubic_metres": Decimal(new.ml) / ML_A_M3,
        **{f"{who}_{part}": getattr(contact, part) for who, contact in people.items() for part in CONTACT},
    }


class SpokenForm(Form):
    """Ask how a carrier is spoken to."""

    carrier = forms.TypedChoiceField(label=_("Carrier"), coerce=int)
    protocol = forms.ChoiceField(label=_("Spoken to by"), choices=tuple(PROTOCOLS.items()))
    account = forms.CharField(label=_("Our account there"), max_length=60)

    def __init__(self, *args: Any, carriers: dict[int, str], **options: Any) -> None:
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["carrier"]).choices = list(carriers.items())


class WordForm(Form):
    """Ask what a carrier said on the telephone or by letter."""

    act = forms.CharField(widget=forms.HiddenInput, initial="word")
    outcome = forms.ChoiceField(label=_("The carrier says"), choices=tuple(OUTCOMES.items()))
    reference = forms.CharField(label=_("Its number"), max_length=60, required=False)
    arrives_on = DayField(label=_("Arrives on"), required=False)
    note = forms.CharField(label=_("Who said so"), max_length=120, required=False)
