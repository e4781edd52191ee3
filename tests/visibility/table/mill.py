"""Say who sees what of awards, lots and machines at work."""

from dukou.base.solving import QUICK
from dukou.mill import door
from tests.visibility.rows import REFUSED, Row, may, row, sees, step

ROWS: tuple[Row, ...] = (
    step(door.plan, lambda q: door.plan(on=q.world.tomorrow, limit=QUICK, viewer=q.viewer, now=q.world.now)),
    step(door.run_floor, lambda q: door.run_floor(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    step(door.lots_to_inspect, lambda q: door.lots_to_inspect(on=q.world.on, viewer=q.viewer)),
    step(door.mark_inspected, lambda q: door.mark_inspected([], on=q.world.on, viewer=q.viewer)),
    step(door.lots_passed, lambda q: door.lots_passed(on=q.world.passed_on, viewer=q.viewer), "mill.lot"),
    step(door.award_amounts, lambda q: door.award_amounts(q.deal.lines, viewer=q.viewer), "mill.award"),
    row(
        door.lots_of_lines,
        lambda q: door.lots_of_lines([q.deal.own_line, *q.deal.late_lines], viewer=q.viewer),
        desks=sees("mill.lot", "mill.lot:inner"),
        owner=sees("mill.lot", "mill.lot:inner", "market.line:key", "registry.firm:key"),
        buyer=sees("mill.lot", "market.line:key", "owner/registry.firm:key"),
    ),
    # Another firm's loss is its own affair, and the buyer is not told who that firm is.
    row(
        door.lots_of_lines,
        lambda q: door.lots_of_lines([q.deal.overflow_line], viewer=q.viewer),
        desks=sees("mill.lot", "mill.lot:inner"),
        owner=sees("mill.lot", "market.line:key", "maker/registry.firm:key"),
        buyer=sees("mill.lot", "market.line:key"),
        maker=sees("mill.lot", "mill.lot:inner", "market.line:key", "registry.firm:key"),
    ),
    row(
        door.awards,
        lambda q: door.awards(viewer=q.viewer),
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
        lambda q: door.decline_awards([q.deal.award], viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=REFUSED,
        others=REFUSED,
        maker=may("mill.award"),
    ),
    row(
        door.floor,
        lambda q: door.floor(viewer=q.viewer, on=q.world.on),
        desks=sees("registry.machinegroup:key"),
        owner=sees("registry.machinegroup:key", "registry.firm:key"),
        rival=sees("registry.machinegroup:key", "registry.firm:key"),
    ),
    step(door.export_lots, lambda q: door.export_lots(viewer=q.viewer), "mill.lot"),
    step(door.export_group_days, lambda q: door.export_group_days(viewer=q.viewer), "mill.groupday"),
)
