"""Say who sees what of return cases."""

from datetime import date

from dukou.base.solving import QUICK
from dukou.returns import door
from dukou.returns.door import measures, supposing
from dukou.returns.models import Case
from dukou.returns.records import NewParcel
from tests.visibility.claimed import claimed
from tests.visibility.rows import MAY, MISSING, NOTHING, Question, Row, may, row, sees, step

# A claim names its order and line, and both sides.
CLAIM = (
    *("market.line:key", "owner/registry.firm:key", "buyer/registry.firm:key"),
    *("owner/registry.firm", "buyer/registry.firm"),
)
CASE = ("returns.case", "market.line:key", "registry.firm:key")
PLACED = ("returns.placement", "returns.case:inner", "registry.firm", "provenance.fact")
SOLD = sees(*CASE, "buyer/registry.firm:key")
BOUGHT = sees(*CASE, "owner/registry.firm:key")


def _case(q: Question) -> str:
    """Return the code of the deal's case, or one that nobody has."""
    rows = Case.objects.filter(line_id=q.deal.own_line).values_list("code", flat=True)
    return rows.first() or "nosuchcase222222"


def _parcel(q: Question) -> str:
    """Book a parcel, as the desk does."""
    new = NewParcel(q.world.tomorrow, "SF-VISIBLE", 1, 1_000, 10)
    return door.book_parcel(new, viewer=q.world.viewers["desk"], now=q.world.now)


def _decide(q: Question) -> None:
    """Decide a claim as its seller, or on appeal as a desk."""
    first = {"ruling": "not_late", "is_appealed": True} if q.viewer.runs_desks else {}
    code = claimed(q.deal, q.world, **first)
    door.decide(code, "as_claimed", 0, viewer=q.viewer, on=q.world.tomorrow, now=q.world.now)


ROWS: tuple[Row, ...] = (
    row(
        door.closed_sums,
        lambda q: door.closed_sums(viewer=q.viewer, since=date(2025, 1, 1), until=q.world.on),
        desks=NOTHING,
        owner=may("returns.case"),
        rival=may("returns.case"),
    ),
    step(door.take_back, lambda q: door.take_back(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    step(door.grade, lambda q: door.grade(on=q.world.tomorrow, limit=QUICK, viewer=q.viewer, now=q.world.now)),
    step(door.close, lambda q: door.close(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    step(door.closed, lambda q: door.closed(on=q.world.closed_on, viewer=q.viewer), "returns.case"),
    row(
        door.cases,
        lambda q: door.cases(viewer=q.viewer),
        desks=sees("returns.case"),
        owner=SOLD,
        buyer=BOUGHT,
        rival=sees(*CASE, "other_buyer/registry.firm:key"),
        other_buyer=sees(*CASE, "rival/registry.firm:key"),
    ),
    row(
        door.cases_of_lines,
        lambda q: door.cases_of_lines(q.deal.lines, viewer=q.viewer),
        desks=sees("returns.case"),
        owner=SOLD,
        buyer=BOUGHT,
    ),
    step(door.under_way, lambda q: door.under_way(viewer=q.viewer)),
    step(door.export_cases, lambda q: door.export_cases(viewer=q.viewer), "returns.case"),
    step(
        supposing.what_if,
        lambda q: supposing.what_if(percents=[120], limit=QUICK, viewer=q.viewer),
        "returns.case",
    ),
    step(door.open_parcels, lambda q: door.open_parcels(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    row(
        door.book_parcel,
        lambda q: door.book_parcel(NewParcel(q.world.on, "SF-NEW", 1, 1_000, 10), viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
    ),
    row(door.parcels, lambda q: (_parcel(q), door.parcels(viewer=q.viewer))[1], desks=sees()),
    row(door.parcel, lambda q: door.parcel(_parcel(q), viewer=q.viewer), desks=sees(), others=MISSING),
    row(
        door.candidates,
        lambda q: door.candidates(_parcel(q), search=q.deal.order, viewer=q.viewer),
        desks=sees("market.order"),
        others=MISSING,
    ),
    row(
        door.match_parcel,
        lambda q: door.match_parcel(_parcel(q), q.deal.own_line, viewer=q.viewer, on=q.world.tomorrow, now=q.world.now),
        desks=MAY,
        others=MISSING,
    ),
    row(
        door.case,
        lambda q: door.case(_case(q), viewer=q.viewer),
        desks=sees("returns.case"),
        others=MISSING,
        owner=SOLD,
        buyer=BOUGHT,
    ),
    row(
        door.claim_case,
        lambda q: door.claim_case(claimed(q.deal, q.world), viewer=q.viewer, on=q.world.tomorrow),
        desks=sees("market.order"),
        others=MISSING,
        owner=sees("market.order", also=CLAIM),
        buyer=sees("market.order", also=CLAIM),
    ),
    row(
        door.claims_to_decide,
        lambda q: (claimed(q.deal, q.world), door.claims_to_decide(viewer=q.viewer))[1],
        desks=NOTHING,
        owner=sees("buyer/registry.firm"),
    ),
    row(door.decide, _decide, desks=MAY, others=MISSING, owner=MAY),
    row(
        door.appeal,
        lambda q: door.appeal(
            claimed(q.deal, q.world, ruling="not_late"), "no", viewer=q.viewer, on=q.world.tomorrow, now=q.world.now
        ),
        desks=MISSING,
        others=MISSING,
        buyer=MAY,
    ),
    row(
        door.write_note,
        lambda q: door.write_note(claimed(q.deal, q.world), "so", viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
        owner=MAY,
        buyer=MAY,
    ),
    step(door.lapse, lambda q: door.lapse(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    row(door.open_cases, lambda q: door.open_cases(viewer=q.viewer), desks=NOTHING),
    row(
        measures.placed_cases,
        lambda q: measures.placed_cases(viewer=q.viewer)[0],
        desks=sees("returns.case", "mill.lot"),
        owner=sees("returns.case", "mill.lot", also=PLACED),
        rival=sees("returns.case", "mill.lot", also=PLACED),
    ),
    row(
        measures.goods_left,
        lambda q: measures.goods_left(by="lot", viewer=q.viewer),
        desks=sees("mill.lot"),
        owner=sees("mill.lot", also=PLACED),
        rival=sees("mill.lot", also=PLACED),
    ),
)
