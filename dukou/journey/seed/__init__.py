"""Make the demo town from one seed: the article's figures, with invented firms.

The same seed makes the same town, to the code of each firm. Sources of the published tables stand in their rows.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from dukou.base.errors import Refusal
from dukou.base.town import TOWN
from dukou.journey.seed import catalogue, certificates, figures, firms, lanes, machines, overseas, people, tariffs
from dukou.journey.seed.people import demo_logins
from dukou.market.door import catalogue as market
from dukou.registry import door as registry

__all__ = ["SeedSummary", "demo_logins", "require_bounds", "seed_town"]

FIRMS = {"full": 206, "small": 12}
MACHINES = {"full": 25_000, "small": 1_450}
# A seed stands in the numbers of the town's invented trademarks.
MOST_SEED = 999
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class SeedSummary:
    """Count what the seed made."""

    factories: int
    firms: int
    machines: int
    skus: int
    trademarks: int
    destinations: int
    tariffs: int


def require_bounds(*, seed: int, on: date) -> None:
    """Refuse a seed or a first day from which no town can be made."""
    if not 0 <= seed <= MOST_SEED:
        raise Refusal("journey.seed_out_of_range", {"most": MOST_SEED})
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise Refusal("journey.first_day_out_of_range", {"first": FIRST_YEAR, "last": LAST_YEAR})


def seed_town(*, size: str, seed: int, on: date, now: datetime) -> SeedSummary:
    """Make the town, all or nothing; refuse where one stands."""
    require_bounds(seed=seed, on=on)
    if registry.firms(viewer=TOWN):
        raise Refusal("journey.town_already_seeded")
    plan = firms.plan(factories=FIRMS[size], machines=MACHINES[size], seed=seed)
    groups = machines.groups(plan, seed=seed)
    styles = catalogue.styles(seed=seed)
    with transaction.atomic():
        made = registry.add_firms(plan.firms, on=on, viewer=TOWN, now=now)
        registry.add_sites(plan.sites, viewer=TOWN, now=now)
        machine_count = registry.add_machine_groups(groups, on=on, viewer=TOWN, now=now)
        marks = registry.add_brands(plan.brands, viewer=TOWN, now=now)
        registry.add_certificates(certificates.plan(plan, on=on, seed=seed), viewer=TOWN, now=now)
        destinations, tariff_count = tariffs.publish(on=on, carriers=[made[one] for one in plan.carriers], now=now)
        figures.publish(on=on, now=now)
        lanes.publish(on=on, now=now)
        overseas.publish(on=on, now=now)
        skus = market.add_styles(styles, viewer=TOWN)
        people.enter(plan, now=now)
        registry.set_clock(on=on, viewer=TOWN)
    return SeedSummary(
        factories=len(plan.factories),
        firms=len(plan.firms),
        machines=machine_count,
        skus=skus,
        trademarks=marks,
        destinations=destinations,
        tariffs=tariff_count,
    )
