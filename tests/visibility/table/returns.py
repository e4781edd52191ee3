"""Say who sees what of return cases."""

from dukou.base.solving import QUICK
from dukou.returns import door
from tests.visibility.rows import Row, row, sees, step

CASE = ("returns.case", "market.line:key", "registry.firm:key")
SOLD = sees(*CASE, "buyer/registry.firm:key")
BOUGHT = sees(*CASE, "owner/registry.firm:key")

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
)
