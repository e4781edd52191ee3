"""Say who sees what of inspections."""

from dukou.lab import door
from tests.visibility.rows import Row, row, sees, step

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
    step(door.export_inspections, lambda q: door.export_inspections(viewer=q.viewer), "lab.inspection"),
)
