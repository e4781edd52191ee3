"""Place goods that people graded overseas: at each firm's own best first, frozen as a fact, then in common."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from dukou.base.solving import Limit
from dukou.base.viewer import Viewer
from dukou.depot.door import abroad as depots
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.door import placing
from dukou.returns.rules import abroad as rules
from dukou.returns.rules import cases as case_rules


def place(*, on: date, limit: Limit, viewer: Viewer, now: datetime) -> int:
    """Place the goods overseas whose condition is settled, as the town, and return how many cases."""
    cases = placing.arrived(models.Case.objects.filter(site__isnull=False))
    if not cases:
        return 0
    limits = registry.limits(on=on)
    fees, costs, there = case_rules.fees(limits), rules.costs(limits), _depots(limits, on, viewer)
    own_minor = placing.frozen(
        cases,
        lambda some: rules.places(some, case_rules.states(some), there, fees, costs, limit, is_alone=True),
        on,
        viewer,
        now,
    )
    states = case_rules.states(cases)
    together = rules.places(cases, states, there, fees, costs, limit, is_alone=False)
    graded = case_rules.graded(cases, states, together)
    return placing.settle(graded, own_minor, fees, on, viewer, now)


def _depots(limits: Mapping[str, int], on: date, viewer: Viewer) -> dict[int | None, rules.Depot]:
    sellers: dict[int, set[int]] = defaultdict(set)
    for one in depots.overseas_stock(on=on, viewer=viewer):
        sellers[one.site].add(one.owner)
    countries = {one.id: one.iso for one in registry.destinations()}
    return {
        one.site: rules.Depot(frozenset(sellers[one.site]), rules.bans_destruction(countries[one.destination], limits))
        for one in depots.overseas_depots()
    }
