"""Say who sees what of inspections."""

from datetime import timedelta

from dukou.lab import door
from tests.visibility.rows import MISSING, Row, may, row, sees, step

REJECTED = ("lab.inspection:inner", "mill.lot", "market.order", "market.line", "market.style", "registry.firm")
ALL = ("lab.inspection", "lab.inspection:inner", "market.line:key")

ROWS: tuple[Row, ...] = (
    step(door.inspect, lambda q: door.inspect(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    row(
        door.inspections_of_lines,
        lambda q: door.inspections_of_lines([q.deal.own_line, q.deal.ready_line], viewer=q.viewer),
        desks=sees(*ALL),
        owner=sees(*ALL, "registry.firm:key"),
        buyer=sees("lab.inspection", "market.line:key"),
    ),
    row(
        door.inspections_of_lines,
        lambda q: door.inspections_of_lines([q.deal.overflow_line], viewer=q.viewer),
        desks=sees(*ALL),
        owner=sees(*ALL, "maker/registry.firm:key"),
        buyer=sees("lab.inspection", "market.line:key"),
        maker=sees(*ALL, "registry.firm:key"),
    ),
    row(
        door.severities,
        lambda q: door.severities(viewer=q.viewer),
        desks=sees("registry.firm:key"),
        **dict.fromkeys(("owner", "rival", "maker"), sees("registry.firm:key")),
    ),
    row(
        door.rejected,
        lambda q: door.rejected(viewer=q.viewer, since=q.world.on - timedelta(days=60)),
        desks=sees("lab.inspection"),
        **dict.fromkeys(("owner", "rival"), sees("lab.inspection", also=REJECTED)),
        maker=may("lab.inspection", *REJECTED),
    ),
    row(
        door.sampling_plan,
        lambda q: door.sampling_plan(q.deal.lot_code, viewer=q.viewer),
        desks=sees("mill.lot"),
        others=MISSING,
        owner=sees("mill.lot", also=["lab.inspection"]),
    ),
    step(door.export_inspections, lambda q: door.export_inspections(viewer=q.viewer), "lab.inspection"),
)
