"""Say who sees what of return cases."""

from dukou.base.solving import QUICK
from dukou.returns import door
from dukou.returns.models import Case
from dukou.returns.records import NewParcel
from tests.visibility.rows import MAY, MISSING, NOTHING, Question, Row, row, sees, step

CASE = ("returns.case", "market.line:key", "registry.firm:key")
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


ROWS: tuple[Row, ...] = (
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
    row(door.open_cases, lambda q: door.open_cases(viewer=q.viewer), desks=NOTHING),
)
