"""Make the town ready to serve: saved, migrated, seeded if it is new."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from ipaddress import IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dukou.base.errors import Refusal
from dukou.base.town import TOWN
from dukou.site import safekeeping, statics
from dukou.site.lock import held

if TYPE_CHECKING:
    from dukou.journey.seed import SeedSummary

SEED = 1
FIRST_DAY = date(2025, 11, 30)
# A Thursday, sixty days later, at two in the afternoon: the first orders are delivered and paid, the last ones are
# still being knitted, and the day's loads wait for their firms' answers.
LIVED_UNTIL, LIVED_UNTIL_STEP = date(2026, 1, 29), 8


def town(*, now: datetime) -> None:
    """Bring database and demo town up to date; does nothing where all is ready."""
    with _alone():
        _migrate(now)
        statics.gather()
        if settings.DUKOU_DEMO:
            _demo(now)


def new_town(*, size: str, seed: int, on: date, now: datetime) -> "SeedSummary":
    """Make a town from one seed in a data folder that has none."""
    from dukou.journey.seed import require_bounds, seed_town

    require_bounds(seed=seed, on=on)
    with _alone():
        _migrate(now)
        return seed_town(size=size, seed=seed, on=on, now=now)


def _demo(now: datetime) -> None:
    from dukou.registry import door as registry

    if not registry.firms(viewer=TOWN):
        from dukou.journey.seed import seed_town

        seed_town(size="full", seed=SEED, on=FIRST_DAY, now=now)
    clock = registry.town_clock(viewer=TOWN)
    if (clock.on, clock.step) < (LIVED_UNTIL, LIVED_UNTIL_STEP):
        # The engines and the data centre take seconds to load: only where they are needed.
        from dukou.journey import demo

        demo.live(since=FIRST_DAY, until=LIVED_UNTIL, step=LIVED_UNTIL_STEP, seed=SEED, now=now)


def migrate(*, now: datetime) -> None:
    """Apply open migrations, after a backup of a town that has rows to lose."""
    with _alone():
        _migrate(now)


@contextmanager
def _alone() -> Iterator[None]:
    """Let no other command make or restore a town in this data folder meanwhile."""
    home: Path = settings.DUKOU_HOME
    home.mkdir(parents=True, exist_ok=True)
    with held(home):
        safekeeping.require_whole(home, settings.DATABASES["default"])
        yield


def _migrate(now: datetime) -> None:
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if executor.loader.applied_migrations:
        home: Path = settings.DUKOU_HOME
        archive = home / "backups" / f"before-migration-{now:%Y%m%dT%H%M%S}.tar.gz"
        safekeeping.save(archive, home=home, database=settings.DATABASES["default"])
    call_command("createcachetable", verbosity=0)
    call_command("migrate", verbosity=0, interactive=False)


def require_town() -> None:
    """Refuse where no town stands, or one that has not been brought up to date."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and not Path(database["NAME"]).is_file():
        raise Refusal("site.no_town")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refusal("site.no_town")


def greeting() -> str:
    """Return what `up` prints: the addresses, and the demo town's log-ins."""
    from dukou.journey.seed import demo_logins

    scheme = "https" if settings.DUKOU_TLS else "http"
    is_local = IPv4Address(settings.DUKOU_BIND).is_loopback
    hosts = [settings.DUKOU_BIND] if is_local else settings.ALLOWED_HOSTS
    lines = [f"Dukou 渡口: {' '.join(f'{scheme}://{host}:{settings.DUKOU_PORT}/' for host in hosts)}"]
    if settings.DUKOU_DEMO:
        lines += [f"  {login.role:10} {login.phone}  {login.password}" for login in demo_logins()]
    return "\n".join(lines)
