"""Tell an owner what leaves today, and the freight desk what departs next and what comes late."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.freight import door as freight
from dukou.freight.door import claiming, rounds
from dukou.freight.records import LoadRecord, OnRoad, ParcelOffer
from dukou.web.freight import carriers
from dukou.web.freight.rounds import clock_time
from dukou.web.parts import formats
from dukou.web.parts.cards import Card
from dukou.web.words.clock import FIRST_HOUR, STEPS
from dukou.web.words.tracking import KINDS

DEPARTURE_HOUR = FIRST_HOUR + list(STEPS).index("dispatch")
OFFER_HOUR = FIRST_HOUR + list(STEPS).index("offer")


def cards(viewer: Viewer, on: date) -> list[Card]:
    """Return today's parcels with what they cost alone and together, and when the town's van comes."""
    return [*_parcels(viewer, on), *_van(viewer, on)]


def _van(viewer: Viewer, on: date) -> list[Card]:
    """Tell when the round's van comes to the owner's own place today, if it does."""
    stops = rounds.own_stops(on, viewer=viewer)
    if not stops:
        return []
    taken = sum(one.back_cartons for one in stops)
    text = ngettext("It takes %(count)s carton", "It takes %(count)s cartons", taken) % {"count": formats.number(taken)}
    brought = sum(one.out_cartons for one in stops)
    brings = ngettext("brings %(count)s", "brings %(count)s", brought) % {"count": formats.number(brought)}
    return [
        Card(
            title=_("The town's van comes"),
            value=clock_time(stops[0].arrives_s),
            unit="",
            text=f"{text} · {brings}" if brought else text,
            href=reverse("lots"),
        )
    ]


def _parcels(viewer: Viewer, on: date) -> list[Card]:
    """Return what today's parcels save; the button leads to where they are accepted."""
    mine = freight.offers(viewer=viewer, on=on)
    if not mine:
        return []
    own_best, together = totals(mine)
    parcels = sum(one.shipments for one in mine)
    said = ngettext(
        "%(count)s parcel: own best %(own_best)s, together %(together)s.",
        "%(count)s parcels: own best %(own_best)s, together %(together)s.",
        parcels,
    )
    waits = any(one.is_open and one.answer == "silent" for one in mine)
    return [
        Card(
            title=_("Saved on today's parcels"),
            value=formats.number((own_best - together).decimal(), 2),
            unit=formats.currency(own_best.currency),
            text=said
            % {
                "count": formats.number(parcels),
                "own_best": formats.money(own_best),
                "together": formats.money(together),
            },
            href=reverse("parcels"),
            tone="good",
            action=_("See and accept") if waits else "",
        )
    ]


def totals(mine: Sequence[ParcelOffer]) -> tuple[Money, Money]:
    """Return own best and together; what the owner declined goes at own best, so it saves nothing."""
    together = (one.own_best_minor if one.answer == "declined" else one.together_minor for one in mine)
    return Money(sum(one.own_best_minor for one in mine)), Money(sum(together))


def board(viewer: Viewer, on: date) -> list[Card]:
    """Return what the freight desk looks at first: what leaves today, and what is late, wrong or not booked in time."""
    today = freight.loads_of(on, viewer=viewer)
    road = freight.on_road(viewer=viewer)
    return [_leaving(today), _late(road), *_exceptions(viewer), *_missed(viewer)]


def _leaving(today: list[LoadRecord]) -> Card:
    waiting = [one for one in today if one.state != "dispatched"]
    saved = Money(sum(one.own_best_minor - one.pooled_minor - one.waiting_minor for one in today if one.pooled_minor))
    loads = ngettext("%(count)s load", "%(count)s loads", len(today)) % {"count": formats.number(len(today))}
    if waiting:
        text = _("%(loads)s, leaving at %(hour)s:00; %(declined)s declined.") % {
            "loads": loads,
            "hour": DEPARTURE_HOUR,
            "declined": formats.number(sum(one.declined for one in waiting)),
        }
    else:
        text = _("%(loads)s, on the way.") % {"loads": loads} if today else _("Nothing leaves today.")
    return Card(
        title=_("Saved by today's loads"),
        value=formats.number(saved.decimal(), 2),
        unit=formats.currency(saved.currency),
        text=text,
        href=reverse("freight_desk"),
        tone="warning" if any(one.declined for one in waiting) else "",
    )


def _late(road: list[OnRoad]) -> Card:
    late = [one for one in road if one.late_pairs]
    delayed = sum(1 for one in road if one.reason)
    text = ngettext("%(count)s delay reported.", "%(count)s delays reported.", delayed)
    return Card(
        title=_("On the road, late"),
        value=formats.number(sum(one.late_pairs for one in late)),
        unit=_("pairs"),
        text=text % {"count": formats.number(delayed)},
        href=reverse("freight_desk"),
        tone="trouble" if late else "",
    )


def _exceptions(viewer: Viewer) -> list[Card]:
    """Tell of open exceptions, if there are any."""
    counts = claiming.open_exceptions(viewer=viewer)
    if not counts:
        return []
    kinds = [f"{name} {formats.number(counts[kind])}" for kind, name in KINDS.items() if kind in counts]
    return [
        Card(
            title=_("Exceptions on the road"),
            value=formats.number(sum(counts.values())),
            unit=_("open"),
            text=" · ".join(kinds),
            href=f"{reverse('exceptions')}?state=open",
            tone="trouble",
        )
    ]


def _missed(viewer: Viewer) -> list[Card]:
    """Tell of departures that their carriers have not confirmed in time, if there are any."""
    missed = carriers.missed(viewer)
    if not missed:
        return []
    first = missed[0]
    return [
        Card(
            title=_("Cut-offs missed"),
            value=formats.number(len(missed)),
            unit="",
            text=f"{first.destination} · {first.service} · {formats.day(first.departs_on)}",
            href=reverse("carrier_bookings"),
            tone="trouble",
        )
    ]
