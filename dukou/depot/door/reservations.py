"""Hold free goods for a purpose, so that no pair is promised twice."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.viewer import Viewer
from dukou.depot import models
from dukou.depot.door.shelf import execute, locked, locked_free
from dukou.depot.records import Allocation, NewReservation, ReservationRecord
from dukou.depot.rules import goods as rules
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

# Compare and set: what is free is asked for again where it is taken.
SET_ASIDE = (
    "UPDATE depot_stock SET pairs_reserved = pairs_reserved + %s WHERE lot_id = %s"
    " AND pairs_on_hand - pairs_reserved >= %s"
)
HOLD = (
    "INSERT INTO depot_reservation (stock_id, key, pairs, state)"
    " SELECT id, %s, %s, 'held' FROM depot_stock WHERE lot_id = %s ON CONFLICT (key) DO NOTHING"
)
FREE = "UPDATE depot_reservation SET state = 'freed' WHERE key = %s AND state = 'held'"
PUT_BACK = "UPDATE depot_stock SET pairs_reserved = pairs_reserved - %s WHERE lot_id = %s"
KEYS = ("key", "stock__lot_id", "line_id")
FIELDS = ("key", "stock__lot_id", "stock__owner_id", "stock__sku_id", "pairs", "state")


def reserve(requests: Sequence[NewReservation], *, viewer: Viewer, now: datetime) -> Outcome[ReservationRecord]:
    """Hold pairs of free stock, each request for itself, out of one lot each; a key that is held is held once.

    Refuses a request with `depot.not_enough` where no lot has so many pairs free, and with `depot.key_taken` where
    the key names another hold of the same owner. Any number of callers may reserve at once; nothing is oversold.
    """
    rules.require_few(len(requests))
    asked, refused = _sound(requests, viewer)
    while True:
        with transaction.atomic():
            found = _hold(asked)
            if found is not None:
                provenance.append([_fact("depot.goods_reserved", one) for one in found.new], viewer=viewer, now=now)
                return Outcome(found.done, tuple(sorted([*refused, *found.refused], key=lambda one: one.row)))
            transaction.set_rollback(True)


def release(keys: Sequence[str], *, viewer: Viewer, now: datetime) -> int:
    """Free holds by the keys that `reserve` returned, all or nothing, and return how many were held until now.

    Goods that wait for their line are released by shipping alone; for others a firm's hold does not exist.
    """
    rules.require_few(len(keys))
    with transaction.atomic():
        found = {row[0]: row[1:] for row in _visible(viewer).filter(key__in=keys).values_list(*KEYS)}
        if not found.keys() >= set(keys):
            raise Missing("depot.reservation_not_found")
        if any(line is not None for _lot, line in found.values()):
            raise Refusal("depot.held_for_line")
        locked(lot for lot, _line in found.values())
        held = [one for one in _holds(keys).values() if one.state == "held"]
        execute(FREE, [(one.key,) for one in held])
        execute(PUT_BACK, [(one.pairs, one.lot_id) for one in held])
        provenance.append([_fact("depot.goods_released", one) for one in held], viewer=viewer, now=now)
    return len(held)


def _sound(requests: Sequence[NewReservation], viewer: Viewer) -> tuple[dict[int, NewReservation], list[Refused]]:
    """Return the requests that may be asked, by row, and the rows that may not."""
    asked, refused = {}, []
    for row, request in enumerate(requests):
        try:
            rules.require_reservation(request, viewer)
            asked[row] = request
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
    return asked, refused


def _hold(asked: Mapping[int, NewReservation]) -> Allocation | None:
    """Write the holds, or return None where someone else took a key or goods at this moment."""
    requests = asked.values()
    free = locked_free({one.owner for one in requests}, {one.sku_id for one in requests})
    found = rules.allocate(asked, free, _holds(rules.own_key(one.owner, one.key) for one in requests))
    entered = execute(HOLD, sorted((one.key, one.pairs, one.lot_id) for one in found.new))
    set_aside = execute(SET_ASIDE, [(one.pairs, one.lot_id, one.pairs) for one in found.new])
    return found if entered == set_aside == len(found.new) else None


def _holds(keys: Iterable[str]) -> dict[str, ReservationRecord]:
    rows = models.Reservation.objects.filter(key__in=set(keys)).order_by("key").values_list(*FIELDS)
    return {row[0]: ReservationRecord(*row) for row in rows}


def _visible(viewer: Viewer) -> QuerySet[models.Reservation]:
    rows = models.Reservation.objects.all()
    if viewer.runs_desks:
        return rows
    return rows.filter(stock__owner_id=viewer.firm) if viewer.firm else rows.none()


def _fact(kind: str, one: ReservationRecord) -> NewFact:
    return NewFact(kind, one.key, one.owner, {"lot": one.lot_id, "pairs": one.pairs})
