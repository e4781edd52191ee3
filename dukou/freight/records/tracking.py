"""Name what is told of goods on the way: events, the estimated arrival, hand-overs, exceptions, claims, carbon."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal[
    "booked",
    "handed_over",
    "left",
    "customs_in",
    "customs_out",
    "arrived_at_hub",
    "out_for_delivery",
    "delivered",
    "delayed",
    "exception",
]
# Who told of an event: the town's own steps, a carrier's message, a desk, a phone at the gate.
Source = Literal["town", "carrier", "desk", "phone"]
# The past transit that an estimate rests on: same lane and service, same zone and service, same service; or what the
# tariff promises; or the delay that was reported last.
Basis = Literal["lane", "zone", "service", "promise", "delay"]
Leg = Literal["firm_round", "round_depot", "depot_carrier", "carrier_buyer"]
ExceptionKind = Literal["late", "missing", "damaged"]
ClaimState = Literal["filed", "acknowledged", "refused", "paid", "dropped"]
# What a claim may become.
CLAIM_NEXT: Mapping[str, tuple[str, ...]] = {
    "filed": ("acknowledged", "paid", "refused", "dropped"),
    "acknowledged": ("paid", "refused", "dropped"),
    "refused": ("acknowledged", "paid", "dropped"),
    "paid": (),
    "dropped": (),
}
# How many shipments took so many days from leaving to arriving.
Days = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Tell what happened to a shipment, or to all of a load that goes by `service`, by its code.

    `key` is the teller's own number of the event; without one an event is known by what it is, when and where.
    """

    code: str
    kind: str
    at: datetime
    place: str = ""
    carrier_code: str = ""
    key: str = ""
    service: str | None = None


@dataclass(frozen=True, slots=True)
class TrackStep:
    """Show an event of the way; `carrier_code` is the carrier's own word for it."""

    kind: str
    source: str
    place: str
    carrier_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """Estimate when goods arrive: in the middle of the cases on `likely_on`, in nine of ten by `latest_on`.

    `arrivals` counts the past shipments it rests on, each of which was under way at least as long as this one is.
    """

    likely_on: date
    latest_on: date
    basis: Basis
    arrivals: int


@dataclass(frozen=True, slots=True)
class DelayTold:
    """Show a delay as it was reported."""

    reported_on: date
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Show that cartons went from one hand to another, without saying whose hands they were."""

    leg: str
    asked: int
    found: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Track:
    """Show the way of a shipment; nothing in it names a firm or a person.

    `planned_on` is what the tariff promises, `arrival` is None before the goods have left and once they are there.
    """

    destination: str
    service: str | None
    cartons: int
    state: str
    leaves_on: date | None
    planned_on: date | None
    delivered_on: date | None
    arrival: Arrival | None
    steps: tuple[TrackStep, ...]
    delays: tuple[DelayTold, ...]
    hand_overs: tuple[HandedOver, ...]
    carbon: "Carbon | None"


@dataclass(frozen=True, slots=True)
class OwnTrack:
    """Show the way of a shipment to those whose it is, with its live link, if there is one."""

    shipment: str
    order: str
    due_on: date
    link: str | None
    track: Track


@dataclass(frozen=True, slots=True)
class OnTheRoad:
    """Hold a shipment on the road as the rule that finds exceptions looks at it.

    `last_at` is when something was last told of it by others than the town, None where nothing ever was; `known` are
    the kinds of exceptions that were found already.
    """

    id: int
    code: str
    firm: int
    due_on: date
    told_on: date
    arrival: Arrival
    service: str
    last_at: datetime | None
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class NewHandOver:
    """Hand over cartons of a shipment at the end of a leg; the same `key` again is the same hand-over."""

    key: str
    leg: str
    shipment: str
    given_by: str
    taken_by: str
    found: int
    at: datetime
    picture: str = ""


@dataclass(frozen=True, slots=True)
class HandOverRecord:
    """Show a hand-over; names are empty where the viewer may not read them, or where they were blanked."""

    leg: str
    asked: int
    found: int
    given_by: str
    taken_by: str
    picture: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ToHandOver:
    """Show what is to be handed over: how many cartons, and the legs whose end the viewer may put down."""

    shipment: str
    destination: str
    cartons: int
    legs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimStepRecord:
    """Show a state of a claim."""

    state: str
    paid_minor: int
    on: date


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """Show a claim against a carrier, which desks alone are told, and how far it is."""

    code: str
    carrier: int | None
    amount_minor: int
    deadline_on: date
    filed_on: date
    pictures: tuple[str, ...]
    steps: tuple[ClaimStepRecord, ...]

    @property
    def state(self) -> str:
        """Return where the claim stands."""
        return self.steps[-1].state


@dataclass(frozen=True, slots=True)
class ExceptionRecord:
    """Show that a shipment is late, missing or damaged.

    `deadline_on` is the last day for a claim against the carrier, None where no term is published; `claim` is where a
    claim stands, empty without one, and for a buyer.
    """

    code: str
    shipment: str
    destination: str
    service: str
    kind: str
    found_by: str
    found_on: date
    cartons: int | None
    due_on: date
    told_on: date
    outcome: str
    closed_on: date | None
    deadline_on: date | None
    claim: str


@dataclass(frozen=True, slots=True)
class ExceptionPage:
    """Show an exception with its picture, the most that can be claimed, and the claim; a buyer is told of no claim."""

    record: ExceptionRecord
    picture: str
    value_minor: int
    claim: ClaimRecord | None


@dataclass(frozen=True, slots=True)
class Carbon:
    """Show what carrying a shipment emits, in grams of CO2 equivalent, and what it would have at its firm's own best.

    It is mass times distance times the factor of the mode: how full vehicles are is in the factor, and not reckoned
    anew. Own best is None where it is not known or not the viewer's.
    """

    mode: str
    km: int
    grams: int
    co2e_grams: int
    own_best_grams: int | None
    source: str


@dataclass(frozen=True, slots=True)
class LoadCarbon:
    """Show what carrying shipments of a load emits in all; own best is None where it is not known of each.

    `unknown` of its `shipments` are left out: no distance or factor is published for them.
    """

    modes: tuple[str, ...]
    co2e_grams: int
    own_best_grams: int | None
    shipments: int
    unknown: int
