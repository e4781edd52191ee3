"""Protect the whole way: an order book goes from import to settlement, and every law of the audit holds."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.journey import audit, day
from dukou.journey.import_orders import import_orders
from dukou.journey.seed import seed_town
from dukou.journey.seed.book import book
from dukou.registry import door as registry
from tests.journey.towns import FIRST_DAY, copied, dukou, rows, seeded

pytestmark = pytest.mark.slow


def test_a_settled_town_has_nothing_under_way_and_no_fault(settled_town: Path) -> None:
    result = dukou(settled_town, "audit")
    assert result["faults"] == []
    figures = result["figures"]
    assert figures["lines"] == figures["lines_refused"] + figures["lines_delivered"] + figures["lines_lost"]
    assert figures["pairs_delivered"] == figures["pairs_made"] > 0
    assert figures["charged_minor"] <= figures["own_best_minor"] <= figures["naive_minor"]


def test_running_a_settled_town_again_changes_nothing(settled_town: Path, tmp_path: Path) -> None:
    home = copied(settled_town, tmp_path / "home")
    before = dukou(home, "audit")["figures"]
    assert dukou(home, "run", "--until-settled")["days"] == 0
    assert dukou(home, "audit")["figures"] == before


def test_the_same_seed_and_book_give_the_same_town(settled_town: Path, tmp_path: Path) -> None:
    home = seeded(tmp_path / "home")
    dukou(home, "run", "--until-settled")
    assert dukou(home, "audit")["figures"] == dukou(settled_town, "audit")["figures"]


@pytest.mark.parametrize("addressing", ["town", "scattered"])
def test_every_addressing_goes_the_whole_way(addressing: str, tmp_path: Path) -> None:
    home = seeded(tmp_path / "home", days=12, addressing=addressing)
    dukou(home, "run", "--until-settled")
    assert dukou(home, "audit")["faults"] == []
    sources = dict(rows(home, "SELECT source, COUNT(*) FROM market_line GROUP BY source"))
    assert ("town" in sources) == (addressing == "town")


def test_a_crowded_town_passes_on_or_refuses_what_it_cannot_make(tmp_path: Path) -> None:
    home = seeded(tmp_path / "home", days=12, orders_a_day=8, scale=4_000)
    dukou(home, "run", "--until-settled")
    assert dukou(home, "audit")["faults"] == []
    sources = dict(rows(home, "SELECT source, COUNT(*) FROM market_line GROUP BY source"))
    reasons = dict(rows(home, "SELECT refusal_code, COUNT(*) FROM market_line WHERE state = 'refused' GROUP BY 1"))
    assert sources["overflow"] > 0
    assert reasons
    assert "" not in reasons


@pytest.mark.doors
@pytest.mark.django_db(transaction=True)
def test_the_river_flows_on_this_database(tmp_path: Path, now: Any) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes(book(seed=3, on=FIRST_DAY, days=5, orders_a_day=3))
    seed_town(size="small", seed=1, on=FIRST_DAY, now=now)
    import_orders(
        path=path,
        profile="online-retail",
        scale=40,
        start_on=FIRST_DAY,
        addressing="firm",
        dry_run=False,
        now=now,
    )
    said = StringIO()
    for _day in range(45):
        day.one_day(limit=QUICK, say=said.write)
    assert registry.town_clock(viewer=TOWN).on == FIRST_DAY + timedelta(days=45)
    result = audit.audit()
    assert result.faults == ()
    assert result.figures["pairs_delivered"] > 0
