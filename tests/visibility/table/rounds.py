"""Say who sees what of the town's round: desks all of it, a firm when the van comes to it, others nothing."""

from dukou.base.solving import QUICK
from dukou.freight.door import rounds
from dukou.returns.door import rounds as returns
from tests.visibility.rows import MISSING, Row, may, row, sees, step

WHOLE = sees("freight.round", "registry.site")


ROWS: tuple[Row, ...] = (
    row(
        rounds.ask,
        lambda q: rounds.ask(q.world.tomorrow, viewer=q.viewer, now=q.world.now),
        desks=may(),
        others=MISSING,
    ),
    step(rounds.plan, lambda q: rounds.plan([], on=q.world.tomorrow, limit=QUICK, viewer=q.viewer, now=q.world.now)),
    step(rounds.set_off, lambda q: rounds.set_off(on=q.world.on, viewer=q.viewer, now=q.world.now)),
    row(rounds.day, lambda q: rounds.day(q.world.passed_on, viewer=q.viewer), desks=WHOLE, others=MISSING),
    row(
        rounds.round_by_code, lambda q: rounds.round_by_code(q.deal.round, viewer=q.viewer), desks=WHOLE, others=MISSING
    ),
    row(
        rounds.own_stops,
        lambda q: rounds.own_stops(q.world.passed_on, viewer=q.viewer),
        desks=may(),
        **dict.fromkeys(("owner", "rival", "maker"), may("freight.roundstop")),
    ),
    step(returns.rides, lambda q: returns.rides(on=q.world.on, viewer=q.viewer)),
)
