"""Say who sees what of return cases."""

from dukou.base.solving import QUICK
from dukou.returns import door
from tests.visibility.rows import Row, row, sees, step

CASE = ("returns.case", "market.line:key", "registry.firm:key")
SOLD = sees(*CASE, "buyer/registry.firm:key")
BOUGHT = sees(*CASE, "owner/registry.firm:key")

ROWS: tuple[Row, ...] = (
    step(door.take_back, lambda w, v, asked: door.take_back(on=w.tomorrow, viewer=v, now=w.now)),
    step(door.grade, lambda w, v, asked: door.grade(on=w.tomorrow, limit=QUICK, viewer=v, now=w.now)),
    step(door.close, lambda w, v, asked: door.close(on=w.tomorrow, viewer=v, now=w.now)),
    step(door.closed, lambda w, v, asked: door.closed(on=w.closed_on, viewer=v), "returns.case"),
    row(
        door.cases,
        lambda w, v, asked: door.cases(viewer=v),
        desks=sees("returns.case"),
        owner=SOLD,
        buyer=BOUGHT,
        rival=sees(*CASE, "other_buyer/registry.firm:key"),
        other_buyer=sees(*CASE, "rival/registry.firm:key"),
    ),
    row(
        door.cases_of_lines,
        lambda w, v, asked: door.cases_of_lines(asked.lines, viewer=v),
        desks=sees("returns.case"),
        owner=SOLD,
        buyer=BOUGHT,
    ),
    step(door.under_way, lambda w, v, asked: door.under_way(viewer=v)),
    step(door.export_cases, lambda w, v, asked: door.export_cases(viewer=v), "returns.case"),
)
