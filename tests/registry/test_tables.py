"""Protect what the town reckons with: each published row has a source, holds on its days, and is never two at once."""

from datetime import date, timedelta
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.provenance.models import Fact
from dukou.registry import door
from tests.registry.build import NOW, desk, enter_firms, everything, owner

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
Row = dict[str, Any]
PEAK_FROM, PEAK_TO = date(2026, 7, 1), date(2026, 9, 30)
DAY = timedelta(days=1)


def publish(table: str, *rows: Row) -> int:
    return door.publish(table, rows, viewer=TOWN, now=NOW)


def destination(code: str = "DEHAM", **changed: Any) -> Row:
    names = {"name_zh": "汉堡", "name_en": "Hamburg"}
    return {"code": code, "iso": "DE", "zone": "eu", **names, "lane_days": 46, "cutoff_weekdays": "1,4", **changed}


def limit(key: str = "settlement.term_days", value: int = 30, **changed: Any) -> Row:
    dates = {"valid_from": date(2025, 1, 1), "valid_to": None}
    return {"key": key, "value_e6": value * 1_000_000, "unit": "days", "source": "assumption", **dates, **changed}


def rate(currency: str, on: date, rate_e6: int) -> Row:
    return {"currency": currency, "on": on, "rate_e6": rate_e6, "source": "central bank"}


@pytest.fixture
def hamburg() -> int:
    """Publish Hamburg and return its key."""
    publish("destination", destination())
    return door.destinations()[0].id


def tariff(place: int, **changed: Any) -> Row:
    carrier = door.firms(viewer=TOWN)[0].id
    price = {"service": "sea_lcl", "kind": "shared", "transit_days": 41, "rate_minor": 260_000, "rate_unit": "m3"}
    dates = {"valid_from": date(2025, 1, 1), "valid_to": PEAK_FROM - DAY}
    return {"destination_id": place, "carrier_id": carrier, **price, **dates, "source": "public range", **changed}


def test_a_tariff_changes_on_the_day_it_says(hamburg: int) -> None:
    enter_firms(1)
    peak = {"valid_from": PEAK_FROM, "valid_to": PEAK_TO, "rate_minor": 306_800}
    later = {"valid_from": PEAK_TO + DAY, "valid_to": None}
    publish("tariff", tariff(hamburg), tariff(hamburg, **peak), tariff(hamburg, **later))
    days = (PEAK_FROM - DAY, PEAK_FROM, PEAK_TO, PEAK_TO + DAY, date(2039, 1, 1))
    prices = [[one.rate_minor for one in door.tariffs(on=day)] for day in days]
    assert prices == [[260_000], [306_800], [306_800], [260_000], [260_000]]
    assert door.tariffs(on=date(2024, 12, 31)) == []


def test_a_destination_says_when_its_loads_leave(hamburg: int) -> None:
    (shown,) = door.destinations()
    assert (shown.id, shown.code, shown.lane_days) == (hamburg, "DEHAM", 46)
    assert shown.cutoff_weekdays == {1, 4}


def test_limits_hold_on_their_days_with_unit_and_source() -> None:
    publish("limit", limit(valid_to=date(2026, 1, 31)), limit(value=45, valid_from=date(2026, 2, 1)))
    assert door.limits(on=date(2026, 1, 31)) == {"settlement.term_days": 30_000_000}
    assert door.limits(on=date(2026, 2, 1)) == {"settlement.term_days": 45_000_000}
    (shown,) = door.limit_rows(on=date(2025, 6, 1))
    assert (shown.unit, shown.source) == ("days", "assumption")


def test_an_exchange_rate_holds_until_the_next_is_published() -> None:
    publish("rate", rate("EUR", date(2025, 11, 1), 8_250_000), rate("EUR", date(2025, 12, 1), 8_230_000))
    publish("rate", rate("JPY", date(2025, 11, 1), 46_500), rate("USD", date(2025, 12, 5), 7_100_000))
    assert [(one.currency, one.rate_e6, one.on) for one in door.exchange_rates(on=date(2025, 12, 3))] == [
        ("EUR", 8_230_000, date(2025, 12, 1)),
        ("JPY", 46_500, date(2025, 11, 1)),
    ]
    assert door.exchange_rates(on=date(2025, 10, 31)) == []


def test_duties_are_read_by_destination_and_heading(hamburg: int) -> None:
    dated = {"destination_id": hamburg, "valid_from": date(2025, 1, 1), "source": "customs"}
    publish("duty", {**dated, "hs_code": "611596", "rate_ppm": 120_000, "valid_to": date(2025, 12, 31)})
    publish("duty", {**dated, "hs_code": "611595", "rate_ppm": 120_000})
    assert [one.hs_code for one in door.duties(on=date(2025, 12, 31))] == ["611595", "611596"]
    assert [(one.destination, one.hs_code, one.rate_ppm) for one in door.duties(on=date(2026, 1, 1))] == [
        (hamburg, "611595", 120_000)
    ]


def test_press_figures_that_contradict_each_other_are_both_kept() -> None:
    row = {"key": "town.machines", "unit": "machines"}
    publish("press", {**row, "value": 25_000, "as_of": "2021", "source": "article"})
    publish("press", {**row, "value": 23_000, "as_of": "2025-06", "source": "press"})
    assert [int(one.value) for one in door.press_figures()] == [25_000, 23_000]


def test_targets_are_published_with_their_day() -> None:
    target = {"key": "town.pairs", "value": 4_000_000_000, "unit": "pairs", "due_on": date(2025, 12, 31)}
    publish("target", {**target, "source": "plan"})
    (shown,) = door.targets()
    assert (int(shown.value), shown.due_on, shown.source) == (4_000_000_000, date(2025, 12, 31), "plan")


def test_each_publication_leaves_one_fact() -> None:
    publish("limit", limit(), limit("mill.overflow_margin"))
    fact = Fact.objects.get()
    assert (fact.kind, fact.subject, fact.firm, fact.payload) == (
        "registry.table_published",
        "limit",
        None,
        '{"rows":2}',
    )


WRONG: list[tuple[str, str, Row]] = [
    ("registry.unknown_table", "x" * 10_000, limit()),
    ("registry.no_source", "limit", limit(source="")),
    ("registry.no_source", "limit", limit(source="x" * 201)),
    ("registry.bad_period", "limit", limit(valid_to=date(2024, 12, 31))),
    ("registry.overlapping_days", "limit", limit("known", valid_from=date(2025, 6, 1))),
    ("registry.overlapping_days", "limit", limit("known", valid_from=date(2024, 6, 1))),
    ("registry.overlapping_days", "limit", limit("fresh")),
    ("registry.bad_code", "destination", destination(code="D" * 17)),
    ("registry.bad_name", "destination", destination("DE", name_en="x" * 10_000)),
    ("registry.bad_weekdays", "destination", destination("DE", cutoff_weekdays="")),
    ("registry.bad_weekdays", "destination", destination("DE", cutoff_weekdays="7")),
    ("registry.already_entered", "destination", destination()),
    ("registry.already_entered", "rate", rate("EUR", date(2025, 12, 1), 1)),
]


@pytest.mark.parametrize(("code", "table", "wrong"), WRONG)
@pytest.mark.usefixtures("hamburg")
def test_a_wrong_row_is_refused_and_with_it_the_whole_table(code: str, table: str, wrong: Row) -> None:
    publish("limit", limit("known"))
    publish("rate", rate("EUR", date(2025, 12, 1), 8_230_000))
    right = {
        "limit": limit("fresh", valid_to=date(2025, 12, 31)),
        "destination": destination("DEBRE"),
        "rate": rate("GBP", date(2025, 12, 1), 9_420_000),
    }
    before = everything()
    with pytest.raises(Refusal) as caught:
        publish(table, right.get(table, limit("fresh")), wrong)
    assert caught.value.code == code
    assert everything() == before


def test_only_the_town_publishes() -> None:
    keys = enter_firms(1)
    before = everything()
    for other in (ANONYMOUS, owner(keys["firm-1"]), desk()):
        with pytest.raises(Missing):
            door.publish("limit", [limit()], viewer=other, now=NOW)
    assert everything() == before


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_the_tables(count: int, django_assert_num_queries: Any) -> None:
    enter_firms(1)
    with django_assert_num_queries(4):
        publish("destination", *(destination(f"D{n}") for n in range(count)))
    places = [one.id for one in door.destinations()]
    rows = [tariff(place) for place in places]
    with django_assert_num_queries(5):
        publish("tariff", *rows)
    dated = {"valid_from": date(2025, 1, 1), "source": "customs", "rate_ppm": 1}
    publish("duty", *({**dated, "destination_id": place, "hs_code": "611595"} for place in places))
    publish("rate", *(rate("EUR", date(2024, 1, 1) + n * DAY, 8_000_000 + n) for n in range(count)))
    publish("limit", *(limit(f"key.{n}") for n in range(count)))
    on = date(2025, 12, 3)
    assert len(door.exchange_rates(on=on)) == 1
    for read in (door.tariffs, door.duties, door.exchange_rates, door.limits, door.limit_rows):
        with django_assert_num_queries(1):
            read(on=on)
    for look in (door.destinations, door.press_figures, door.targets):
        with django_assert_num_queries(1):
            look()
