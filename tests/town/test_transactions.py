"""Protect the other writers: while a transaction is open no engine thinks, nothing is sent, no file is opened."""

import importlib
import socket
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.db import transaction

from dukou.base.solving import QUICK
from dukou.engines import match, share
from dukou.journey import day
from dukou.journey.import_orders import import_orders
from dukou.journey.seed import seed_town
from dukou.journey.seed.book import book
from dukou.market import models as market
from dukou.mill import models as mill
from dukou.returns import models as returns
from dukou.settlement import models as settlement
from tests.journey.towns import FIRST_DAY
from tests.town.watch import watching

pytestmark = pytest.mark.django_db(transaction=True)
DAYS = 50


def test_a_town_lives_without_thinking_or_waiting_in_a_transaction(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes(book(seed=5, on=FIRST_DAY, days=6, orders_a_day=3))
    with watching(monkeypatch) as watch:
        seed_town(size="small", seed=1, on=FIRST_DAY, now=now)
        import_orders(
            path=path,
            profile="online-retail",
            scale=400,
            start_on=FIRST_DAY,
            addressing="scattered",
            dry_run=False,
            now=now,
        )
        _send_much_back()
        for _day in range(DAYS):
            day.one_day(limit=QUICK, say=lambda _text: None)
    assert watch.seen == {"engine": [], "network": [], "file": []}
    # Every room had something to do, and the watch was awake.
    assert watch.outside["engine"] > DAYS
    assert watch.outside["file"] > 0
    for model in (mill.Award, market.Line, returns.Case, settlement.Invoice):
        assert model._default_manager.exists()


def _send_much_back() -> None:
    """Let every other line's buyer return some of it the day after it arrived."""
    lines = market.Line.objects.order_by("id").values_list("id", flat=True)[::2]
    market.ReturnRequest.objects.bulk_create(market.ReturnRequest(line_id=line, pairs=10, lag_days=1) for line in lines)


def think() -> None:
    match.solve(match.Problem((), ()), limit=QUICK, seed=0)


def doubt() -> None:
    problem = share.Problem(0, ())
    share.check(problem, share.solve(problem, limit=QUICK, seed=0))


def call_out() -> None:
    with socket.socket() as one:
        assert one.connect_ex(("127.0.0.1", 1)) != 0


def send() -> None:
    one, other = socket.socketpair()
    with one, other:
        one.sendall(b"x")


def write(folder: Path) -> None:
    (folder / "paper").write_text("x")


def read(folder: Path) -> None:
    (folder / "paper").touch()
    with (folder / "paper").open("rb") as file:
        assert file.read() == b""


@pytest.mark.parametrize(
    ("kind", "breach"),
    [
        ("engine", lambda _folder: think()),
        ("engine", lambda _folder: doubt()),
        ("network", lambda _folder: call_out()),
        ("network", lambda _folder: send()),
        ("file", write),
        ("file", read),
    ],
)
def test_a_planted_breach_is_seen(
    kind: str, breach: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watching(monkeypatch) as watch:
        breach(tmp_path)
        assert watch.seen[kind] == []
        assert watch.outside[kind] > 0
        with transaction.atomic():
            breach(tmp_path)
    assert watch.seen[kind]


def test_loading_a_module_is_no_file_of_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with watching(monkeypatch) as watch, transaction.atomic():
        importlib.import_module("colorsys")
    assert watch.seen["file"] == []
