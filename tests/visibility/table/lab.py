"""Say who sees what of inspections."""

from dukou.lab import door
from tests.visibility.rows import Row, row, sees, step

ALL = ("lab.inspection", "lab.inspection:inner", "market.line:key")

ROWS: tuple[Row, ...] = (
    step(door.inspect, lambda w, v, asked: door.inspect(on=w.tomorrow, viewer=v, now=w.now)),
    row(
        door.inspections_of_lines,
        lambda w, v, asked: door.inspections_of_lines([asked.own_line, asked.ready_line], viewer=v),
        desks=sees(*ALL),
        owner=sees(*ALL, "registry.firm:key"),
        buyer=sees("lab.inspection", "market.line:key"),
    ),
    row(
        door.inspections_of_lines,
        lambda w, v, asked: door.inspections_of_lines([asked.overflow_line], viewer=v),
        desks=sees(*ALL),
        owner=sees(*ALL, "maker/registry.firm:key"),
        buyer=sees("lab.inspection", "market.line:key"),
        maker=sees(*ALL, "registry.firm:key"),
    ),
    row(
        door.severities,
        lambda w, v, asked: door.severities(viewer=v),
        desks=sees("registry.firm:key"),
        **dict.fromkeys(("owner", "rival", "maker"), sees("registry.firm:key")),
    ),
    step(door.export_inspections, lambda w, v, asked: door.export_inspections(viewer=v), "lab.inspection"),
)
