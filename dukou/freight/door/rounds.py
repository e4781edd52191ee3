"""Open the town's daily round: ask for its plan, plan it, let it be driven, and show it to desks and to its stops."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import as_code, new_code
from dukou.base.solving import Limit
from dukou.base.viewer import Viewer, require_town
from dukou.depot import door as depot
from dukou.freight import models
from dukou.freight.records.rounds import (
    PLAN,
    Call,
    Driven,
    Fleet,
    NotVisited,
    OwnStop,
    Ride,
    RoundDay,
    RoundRecord,
    RoundStop,
    Why,
)
from dukou.freight.rules import rounds as rules
from dukou.jobs import door as jobs
from dukou.jobs.records import Job, NewJob
from dukou.market.door import steps as market
from dukou.mill import door as mill
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry
from dukou.registry.records import SiteRecord

# Where a van stops for a firm: its works, or its shop.
STOPS_AT = ("factory", "shop")
SHOWN = (
    *("code", "on", "state", "made_at", "cost_minor", "own_minor", "bound_minor", "asked_minor", "is_sound"),
    *("id", "left"),
)
STOP = (
    *("van", "trip", "place", "site_id", "site__name_zh", "site__name_en", "site__zone"),
    *("arrives_s", "leaves_s", "metres", "cost_minor", "out_cartons", "out_grams", "back_cartons", "back_grams"),
    # None at the depot.
    "firm_id",
)
Left = list[tuple[int | None, int, int, Why]]


def ask(on: date, *, viewer: Viewer, now: datetime) -> str:
    """Ask for the round of the town's day to be planned, or planned anew, and return the job's code.

    Asked again while that is under way it is asked once. Refuses any other day, and a day whose round was driven.
    """
    if not viewer.runs_desks:
        raise Missing("freight.round_not_found")
    if on != registry.today():
        raise Refusal("freight.round_not_today", {"on": str(on)})
    if _is_driven(on):
        raise Refusal("freight.round_driven", {"on": str(on)})
    earlier = _jobs(on, viewer)
    if earlier and earlier[0].is_open:
        return earlier[0].code
    job = NewJob(*PLAN, {"on": str(on)}, key=f"round:{on}:{len(earlier)}")
    (code,) = jobs.enqueue([job], viewer=viewer, now=now)
    return code


def plan(more: Sequence[Ride], *, on: date, limit: Limit, viewer: Viewer, now: datetime) -> int:
    """Plan a day's round of lots that passed and are not in the depot, and of `more`; return how many were written.

    What is planned for the same goods stays, and so does a round that was driven. A plan is checked before it is
    written, and not written if the goods changed meanwhile; it replaces the day's earlier one.
    """
    require_town(viewer)
    rides = _waiting(more, on, viewer)
    goods = rules.goods_key(rides)
    if not rides or _is_driven(on) or models.Round.objects.filter(on=on, goods=goods, state="planned").exists():
        return 0
    home, places = _places(viewer)
    limits = registry.limits(on=on)
    vans = rules.fleet(limits)
    near, left = _near(rides, home, places, vans)
    calls = rules.calls(near, places, vans)
    driven = rules.driven(calls, places, home, vans, limit=limit)
    for one in (calls[number] for number in driven.left):
        left.append((one.site, one.firm, sum(ride.cartons for ride in (*one.out, *one.back)), "full"))
    row = models.Round(
        code=new_code(),
        on=on,
        goods=goods,
        left=left,
        van_grams=vans.grams,
        van_ml=vans.ml,
        metres=sum(one.metres for one in driven.legs),
        cost_minor=driven.cost_minor,
        own_minor=driven.own_minor,
        bound_minor=driven.bound_minor,
        asked_minor=_asked(calls, driven, limits),
        is_sound=driven.is_sound,
        made_at=now,
    )
    try:
        with transaction.atomic():
            if _waiting(more, on, viewer) != rides:
                return 0
            models.Round.objects.filter(on=on, state="planned").update(state="replaced")
            row.save(force_insert=True)
            _write_stops(row, calls, driven, home, rides)
            provenance.append([_planned(row, driven)], viewer=viewer, now=now)
    except IntegrityError:
        # Another planned the day, or the vans have left.
        return 0
    return 1


def set_off(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Put down that the planned rounds up to a day were driven, and return how many."""
    require_town(viewer)
    if not models.Round.objects.filter(state="planned", on__lte=on).exists():
        return 0
    with transaction.atomic():
        rows = list(models.Round.objects.filter(state="planned", on__lte=on).order_by("id").select_for_update())
        models.Round.objects.filter(id__in=[one.pk for one in rows]).update(state="driven")
        provenance.append(
            [NewFact("freight.round_driven", one.code, None, {}, one.on) for one in rows], viewer=viewer, now=now
        )
    return len(rows)


def day(on: date, *, viewer: Viewer) -> RoundDay:
    """Return a day's round and how its planning goes on, to the desks; for others it does not exist."""
    if not viewer.runs_desks:
        raise Missing("freight.round_not_found")
    found = _records(models.Round.objects.filter(on=on).exclude(state="replaced"), viewer)
    asked = _jobs(on, viewer)
    is_driven = bool(found) and found[0].state == "driven"
    return RoundDay(
        on=on,
        round=found[0] if found else None,
        may_plan=not is_driven and on == registry.today(),
        job=asked[0].code if asked else "",
    )


def round_by_code(code: str, *, viewer: Viewer) -> RoundRecord:
    """Return a round, to the desks; for others it does not exist."""
    rows = models.Round.objects.filter(code=as_code(code)) if viewer.runs_desks else models.Round.objects.none()
    found = _records(rows, viewer)
    if not found:
        raise Missing("freight.round_not_found")
    return found[0]


def own_stops(on: date, *, viewer: Viewer) -> list[OwnStop]:
    """Return when vans come to the viewer's own firm on a day, and how many cartons they bring and take there."""
    if viewer.firm is None:
        return []
    rows = models.RoundStop.objects.filter(round__on=on, firm_id=viewer.firm).exclude(round__state="replaced")
    return [
        OwnStop(*row)
        for row in rows.order_by("arrives_s", "id").values_list("arrives_s", "out_cartons", "back_cartons")
    ]


def _waiting(more: Sequence[Ride], on: date, viewer: Viewer) -> list[Ride]:
    """Return what waits for a day's round: lots that passed and are not here yet, and cases that ride on no other."""
    lots = [one for one in mill.lots_passed(on=on, viewer=viewer) if one.pairs]
    lines = [one.line_id for one in lots]
    here = {one.lot_id for one in depot.cartons_of_lines(lines, viewer=viewer)}
    facts = market.line_facts(lines, viewer=viewer)
    rides = [
        Ride(
            at=one.firm,
            firm=one.owner,
            is_out=False,
            cartons=-(-one.pairs // facts[one.line_id].pairs_per_carton),
            grams=one.pairs * facts[one.line_id].grams_per_pair,
            ml=one.pairs * facts[one.line_id].ml_per_pair,
            lot=one.lot_id,
        )
        for one in lots
        if one.lot_id not in here
    ]
    known = models.RoundGoods.objects.filter(case__in=[one.case for one in more]).exclude(stop__round__on=on)
    riding = set(known.exclude(stop__round__state="replaced").values_list("case", "is_out"))
    return [*rides, *(one for one in more if (one.case, one.is_out) not in riding)]


def _places(viewer: Viewer) -> tuple[SiteRecord, dict[int, SiteRecord]]:
    """Return the town's depot, and where a van stops for each firm: its first place."""
    sites = registry.sites(viewer=viewer, kinds=("depot", *STOPS_AT))
    home = next((one for one in sites if one.kind == "depot"), None)
    if home is None:
        raise Refusal("depot.no_depot")
    return home, {one.firm: one for one in reversed(sites) if one.kind in STOPS_AT}


def _near(
    rides: Sequence[Ride], home: SiteRecord, places: dict[int, SiteRecord], vans: Fleet
) -> tuple[list[Ride], Left]:
    """Return the rides to places that a van can reach in a day, and, place by place, what is not."""
    why: dict[int, Why] = {}
    for at in {one.at for one in rides}:
        if at not in places:
            why[at] = "nowhere"
        elif not rules.is_near(places[at], home, vans):
            why[at] = "far"
    left: Left = [
        (places[at].id if at in places else None, at, sum(one.cartons for one in rides if one.at == at), reason)
        for at, reason in sorted(why.items())
    ]
    return [one for one in rides if one.at not in why], left


def _asked(calls: Sequence[Call], driven: Driven, limits: dict[str, int]) -> int:
    """Return what firms are asked for the cartons of their lots that the round takes in."""
    visited = [calls[one.call] for one in driven.legs if one.call is not None]
    cartons = sum(ride.cartons for one in visited for ride in one.back if ride.lot is not None)
    return limits.get(rules.PICK_UP, 0) * cartons // rules.MILLION


def _name(one: Ride) -> tuple[int | None, str, bool]:
    return one.lot, one.case, one.is_out


def _write_stops(
    row: models.Round, calls: Sequence[Call], driven: Driven, home: SiteRecord, rides: Sequence[Ride]
) -> None:
    whole = {_name(one): one.cartons for one in rides}
    stops = models.RoundStop.objects.bulk_create(_stops(row, calls, driven, home))
    models.RoundGoods.objects.bulk_create(
        models.RoundGoods(
            stop=stop,
            firm_id=one.firm,
            lot_id=one.lot,
            case=one.case,
            is_out=one.is_out,
            cartons=one.cartons,
            of_cartons=whole[_name(one)],
        )
        for leg, stop in zip(driven.legs, stops, strict=True)
        if leg.call is not None
        for one in (*calls[leg.call].out, *calls[leg.call].back)
    )


def _planned(row: models.Round, driven: Driven) -> NewFact:
    payload: dict[str, int | str | None] = {
        "vans": len({one.van for one in driven.legs}),
        "stops": sum(one.call is not None for one in driven.legs),
        "metres": row.metres,
        "cost_minor": row.cost_minor,
        "own_minor": row.own_minor,
        "left": len(row.left),
        "method": "engine" if row.is_sound else "simple",
    }
    return NewFact("freight.round_planned", row.code, None, payload, row.on)


def _stops(row: models.Round, calls: Sequence[Call], driven: Driven, home: SiteRecord) -> list[models.RoundStop]:
    nothing = Call(home.id, home.firm, (), ())
    found = []
    for leg in driven.legs:
        call = nothing if leg.call is None else calls[leg.call]
        found.append(
            models.RoundStop(
                round=row,
                van=leg.van,
                trip=leg.trip,
                place=leg.place,
                site_id=call.site,
                firm_id=None if leg.call is None else call.firm,
                arrives_s=leg.arrives_s,
                leaves_s=leg.leaves_s,
                metres=leg.metres,
                cost_minor=leg.cost_minor,
                **{f"out_{name}": sum(getattr(one, name) for one in call.out) for name in ("cartons", "grams", "ml")},
                **{f"back_{name}": sum(getattr(one, name) for one in call.back) for name in ("cartons", "grams", "ml")},
            )
        )
    return found


def _records(rows: Any, viewer: Viewer) -> list[RoundRecord]:
    """Return rounds with their stops in order, the first van first."""
    found = []
    for *head, key, left in rows.order_by("id").values_list(*SHOWN):
        stops = models.RoundStop.objects.filter(round_id=key).order_by("van", "place").values_list(*STOP)
        found.append(RoundRecord(*(*head, tuple(map(_stop, stops)), _left(left, viewer))))
    return found


def _stop(row: tuple[Any, ...]) -> RoundStop:
    return RoundStop(*(*row[:-1], row[-1] is None))


def _left(left: Left, viewer: Viewer) -> tuple[NotVisited, ...]:
    """Return what is not on a round, by the names of its places, or of its firms where these have none."""
    if not left:
        return ()
    sites = {one.id: (one.name_zh, one.name_en) for one in registry.sites(viewer=viewer, kinds=STOPS_AT)}
    firms = registry.firm_names([firm for _site, firm, _cartons, _why in left], viewer=viewer)
    return tuple(
        NotVisited(*(sites[site] if site in sites else firms[firm]), cartons, why) for site, firm, cartons, why in left
    )


def _is_driven(on: date) -> bool:
    return models.Round.objects.filter(on=on, state="driven").exists()


def _jobs(on: date, viewer: Viewer) -> list[Job]:
    """Return the jobs that plan a day's round, the last one first."""
    return [one for one in jobs.list_jobs(viewer=viewer, kind=PLAN) if one.argument.get("on") == str(on)]
