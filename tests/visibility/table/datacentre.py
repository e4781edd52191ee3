"""Say who sees what of the town's figures."""

from dukou.datacentre import door
from tests.visibility.rows import Row, public, step

ROWS: tuple[Row, ...] = (
    step(door.measure, lambda w, v, asked: door.measure(on=w.on, viewer=v), "datacentre.figure"),
    step(door.keep, lambda w, v, asked: door.keep([], viewer=v, now=w.now)),
    # In a town of three factories every figure that would tell of one of them is suppressed.
    public(door.figures, lambda w, v, asked: door.figures()),
)
