"""Say who sees what of the town's figures."""

from dukou.datacentre import door
from tests.visibility.rows import MISSING, Row, public, row, sees, step

ROWS: tuple[Row, ...] = (
    step(door.measure, lambda q: door.measure(on=q.world.on, viewer=q.viewer), "datacentre.figure"),
    step(door.keep, lambda q: door.keep([], viewer=q.viewer, now=q.world.now)),
    row(
        door.firm_savings,
        lambda q: door.firm_savings(on=q.world.on, viewer=q.viewer),
        desks=sees("registry.firm:key"),
        others=MISSING,
    ),
    # In a town of three factories every figure that would tell of one of them is suppressed.
    public(door.figures, lambda _q: door.figures()),
    public(door.places, lambda _q: door.places()),
)
