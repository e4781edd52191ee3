"""Say who sees what of awards, lots and machines at work."""

from datetime import timedelta

from dukou.base.solving import QUICK
from dukou.base.viewer import Viewer
from dukou.mill import door
from dukou.mill.records import NewHandOver, SockNeed
from tests import builders as build
from tests.visibility.rows import MAY, MISSING, NOTHING, REFUSED, Question, Row, may, row, sees, step

# What a lot's maker sees beside it: its machines, the line's price, what it is, itself.
LOT = (
    "mill.lot:inner",
    "mill.progress",
    "market.line:key",
    "market.line",
    "market.style",
    "market.sku",
    "registry.firm",
    "registry.machine",
)
OFFERED = ("market.line", "owner/market.line", "rival/market.line", "owner/market.style", "rival/market.style")
REFUSED_LINE = ("market.line", "market.style", "registry.firm")


def _rate(q: Question, viewer: Viewer) -> None:
    door.set_piece_rate("packing", 60_000, q.world.tomorrow, viewer=viewer, on=q.world.on, now=q.world.now)


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
        door.open_awards,
        lambda q: door.open_awards(viewer=q.viewer),
        desks=sees("mill.award", "maker/registry.firm"),
        maker=sees("mill.award", "registry.firm", also=OFFERED),
    ),
    row(
        door.answered_awards,
        lambda q: door.answered_awards(viewer=q.viewer),
        desks=sees("mill.award"),
        maker=sees("mill.award", "registry.firm", also=OFFERED),
    ),
    # The maker is named to the seller once it has accepted.
    row(
        door.overflow,
        lambda q: door.overflow(viewer=q.viewer),
        desks=NOTHING,
        owner=sees("mill.award", "market.line:key", "market.style", also=["maker/registry.firm"]),
        rival=sees("mill.award", "market.line:key", "market.style", also=["maker/registry.firm"]),
    ),
    row(
        door.accept_awards,
        lambda q: door.accept_awards([q.deal.award], viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=REFUSED,
        others=REFUSED,
        maker=may("mill.award"),
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
    row(
        door.lots,
        lambda q: door.lots(viewer=q.viewer, on=q.world.on),
        desks=sees("mill.lot", "mill.lot:inner"),
        **dict.fromkeys(("owner", "rival"), sees("mill.lot", "mill.lot:inner", "registry.machinegroup", also=LOT)),
        # It is through with what it makes for others.
        maker=MAY,
    ),
    row(
        door.lot,
        lambda q: door.lot(q.deal.lot_code, viewer=q.viewer),
        desks=sees("mill.lot"),
        others=MISSING,
        owner=sees("mill.lot", "registry.machinegroup", also=LOT),
    ),
    row(
        door.lot_by_code,
        lambda q: door.lot_by_code(q.deal.lot_code, viewer=q.viewer),
        desks=sees("mill.lot"),
        others=MISSING,
        owner=sees("mill.lot", "mill.workorder", "registry.machinegroup", also=LOT),
    ),
    row(
        door.lot_counts,
        lambda q: door.lot_counts(viewer=q.viewer, on=q.world.on),
        others=may(),
        desks=MAY,
        owner=may("mill.lot", "market.line"),
        rival=may("mill.lot", "market.line"),
    ),
    row(
        door.lot_days,
        lambda q: door.lot_days(q.deal.lot_code, viewer=q.viewer),
        desks=sees("mill.progress"),
        owner=sees("mill.progress"),
    ),
    row(
        door.hand_overs,
        lambda q: door.hand_overs(q.deal.lot_code, viewer=q.viewer),
        desks=NOTHING,
        owner=sees("mill.handover"),
    ),
    row(
        door.hand_over,
        lambda q: door.hand_over(
            [NewHandOver("visibility-undo", undoes=q.deal.hand_over)], viewer=q.viewer, now=q.world.now
        ),
        desks=REFUSED,
        others=REFUSED,
        owner=may(),
    ),
    # Wages are the firm's own affair: not even a desk sees them.
    row(
        door.wage_sheet,
        lambda q: door.wage_sheet(viewer=q.viewer, on=q.world.on),
        desks=NOTHING,
        owner=MAY,
        rival=MAY,
        maker=MAY,
    ),
    row(
        door.wages,
        lambda q: door.wages(viewer=q.viewer, since=build.ON, until=q.world.on),
        desks=NOTHING,
        **dict.fromkeys(("owner", "rival", "maker"), may("mill.handover")),
    ),
    row(
        door.piece_rates,
        lambda q: (_rate(q, q.world.viewers["owner"]), door.piece_rates(viewer=q.viewer))[1],
        desks=NOTHING,
        owner=MAY,
    ),
    row(
        door.set_piece_rate,
        lambda q: _rate(q, q.viewer),
        desks=MISSING,
        others=MISSING,
        **dict.fromkeys(("owner", "rival", "maker"), MAY),
    ),
    row(
        door.refused_lines,
        lambda q: door.refused_lines(viewer=q.viewer, since=build.ON),
        desks=sees("mill.refusedline"),
        owner=sees("mill.refusedline", "market.order", also=REFUSED_LINE),
        rival=sees("mill.refusedline", "market.order", also=REFUSED_LINE),
    ),
    row(
        door.late_groups,
        lambda q: door.late_groups(viewer=q.viewer, on=q.world.on + timedelta(days=60)),
        desks=sees("registry.machinegroup"),
        owner=sees("registry.machinegroup", also=("market.line", *LOT)),
        rival=sees("registry.machinegroup", also=("market.line", *LOT)),
        maker=MAY,
    ),
    step(
        door.able_sites,
        lambda q: door.able_sites(
            [SockNeed("plain_crew", 144, double_cylinder=False, terry="plain", colours_a_course=1, pairs=10)],
            by=q.world.on + timedelta(days=60),
            on=q.world.on,
            viewer=q.viewer,
        ),
    ),
    step(door.export_lots, lambda q: door.export_lots(viewer=q.viewer), "mill.lot"),
    step(door.export_group_days, lambda q: door.export_group_days(viewer=q.viewer), "mill.groupday"),
)
