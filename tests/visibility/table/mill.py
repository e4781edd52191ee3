"""Say who sees what of awards, lots and machines at work."""

from dukou.base.solving import QUICK
from dukou.mill import door
from tests.visibility.rows import REFUSED, Row, may, row, sees, step

ROWS: tuple[Row, ...] = (
    step(door.plan, lambda w, v, asked: door.plan(on=w.tomorrow, limit=QUICK, viewer=v, now=w.now)),
    step(door.run_floor, lambda w, v, asked: door.run_floor(on=w.tomorrow, viewer=v, now=w.now)),
    step(door.lots_to_inspect, lambda w, v, asked: door.lots_to_inspect(on=w.on, viewer=v)),
    step(door.mark_inspected, lambda w, v, asked: door.mark_inspected([], on=w.on, viewer=v)),
    step(door.lots_passed, lambda w, v, asked: door.lots_passed(on=w.passed_on, viewer=v), "mill.lot"),
    step(door.award_amounts, lambda w, v, asked: door.award_amounts(asked.lines, viewer=v), "mill.award"),
    row(
        door.lots_of_lines,
        lambda w, v, asked: door.lots_of_lines([asked.own_line, *asked.late_lines], viewer=v),
        desks=sees("mill.lot", "mill.lot:inner"),
        owner=sees("mill.lot", "mill.lot:inner", "market.line:key", "registry.firm:key"),
        buyer=sees("mill.lot", "market.line:key", "owner/registry.firm:key"),
    ),
    # Another firm's loss is its own affair, and the buyer is not told who that firm is.
    row(
        door.lots_of_lines,
        lambda w, v, asked: door.lots_of_lines([asked.overflow_line], viewer=v),
        desks=sees("mill.lot", "mill.lot:inner"),
        owner=sees("mill.lot", "market.line:key", "maker/registry.firm:key"),
        buyer=sees("mill.lot", "market.line:key"),
        maker=sees("mill.lot", "mill.lot:inner", "market.line:key", "registry.firm:key"),
    ),
    row(
        door.awards,
        lambda w, v, asked: door.awards(viewer=v),
        desks=sees("mill.award"),
        maker=sees(
            "mill.award",
            "owner/market.line:key",
            "rival/market.line:key",
            "registry.firm:key",
            "registry.machinegroup:key",
            "owner/registry.firm:key",
            "rival/registry.firm:key",
        ),
    ),
    row(
        door.decline_awards,
        lambda w, v, asked: door.decline_awards([asked.award], viewer=v, on=w.on, now=w.now),
        desks=REFUSED,
        others=REFUSED,
        maker=may("mill.award"),
    ),
    row(
        door.floor,
        lambda w, v, asked: door.floor(viewer=v, on=w.on),
        desks=sees("registry.machinegroup:key"),
        owner=sees("registry.machinegroup:key", "registry.firm:key"),
        rival=sees("registry.machinegroup:key", "registry.firm:key"),
    ),
    step(door.export_lots, lambda w, v, asked: door.export_lots(viewer=v), "mill.lot"),
    step(door.export_group_days, lambda w, v, asked: door.export_group_days(viewer=v), "mill.groupday"),
)
