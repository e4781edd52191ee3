"""Protect the town's pages: the map's switch needs no request, figures open, and all stands in both languages."""

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook

from dukou.base.town import TOWN
from dukou.base.viewer import OFFICE, Viewer
from dukou.datacentre import door as datacentre
from dukou.datacentre.records import FigureRecord, PlaceRecord
from dukou.journey.seed import figures as seed
from dukou.registry.records import PressRecord, TargetRecord
from dukou.web.town import made, plan
from dukou.web.town.cards import cards
from dukou.web.town.figures import kept, large
from dukou.web.words.datacentre import FIGURES
from dukou.web.words.published import LIMITS, PUBLISHED, SOURCES, UNITS
from tests import builders as build

ON = date(2026, 1, 29)
PUBLIC = ["/", "/town/", "/screen/", "/assumptions/", "/account/login/", "/healthz", "/town.xlsx"]
PLACES = (
    PlaceRecord("factory", "东渡村", 410_800, 1_227_700),
    PlaceRecord("factory", "西桥村", 410_700, 1_227_300),
    PlaceRecord("depot", "园区", 410_900, 1_227_500),
)


def test_all_that_the_seed_publishes_has_words() -> None:
    assert {row[0] for row in (*seed.PRESS, *seed.TARGETS)} <= set(PUBLISHED)
    assert {row[0] for row in seed.LIMITS} <= set(LIMITS)
    assert {row[2] for row in (*seed.PRESS, *seed.TARGETS, *seed.LIMITS)} <= set(UNITS)
    assert {row[4] for row in seed.PRESS} | {seed.PLAN} | {row[3] for row in seed.LIMITS} <= set(SOURCES)


def figure(
    key: str, value: str | None, firms: int | None = 20, part: str = "", unit: str = "share", reason: str = ""
) -> FigureRecord:
    return FigureRecord(key, part, None if value is None else Decimal(value), unit, firms, value is None, ON, reason)


def keep_a_day() -> None:
    """Keep figures of a day on which six orders left in three batches, or in one load."""
    figures = [
        *(figure(f"freight.{way}_a_pair", f"0.{n}", unit="CNY/pair") for way, n in PRICES.items()),
        figure("freight.cost_together", "300", unit="CNY"),
        figure("freight.shortfall", "10", unit="CNY"),
        figure("freight.cost_risk", "11", unit="CNY"),
        figure("freight.pairs_on_time", "1000", unit="pairs"),
        figure("freight.firms_worse_off", "0", 72, unit="firms"),
        figure("freight.saving_share", "0.25"),
        figure("freight.saving_share", None, None, "DE", reason="few"),
        figure("freight.saved_lately", "12345", unit="CNY"),
        figure("town.sock_firms", "206", 206, unit="firms"),
        *(figure(f"flow.{way}", str(n), unit="departures") for way, n in DEPARTURES.items()),
        *(figure(f"flow.{way}", str(DEPARTURES[way]), None, "东渡村>@europe", "departures") for way in ALONE),
        figure("flow.pickup", "1", None, "东渡村>*", "departures"),
        figure("flow.together", "1", None, "*>@europe", "departures"),
    ]
    datacentre.keep(figures, places=PLACES, viewer=TOWN, now=build.NOW)


PRICES = {"naive": 651, "own_best": 419, "together": 321}
ALONE = ("naive", "own_best")
DEPARTURES = {"naive": 6, "own_best": 3, "together": 1}


def text(path: str, language: str = "en") -> str:
    response = Client(headers={"accept-language": language}).get(path)
    assert response.status_code == 200
    return response.content.decode()


def strands(page: str, way: str) -> int:
    """Count the lines that are drawn in a way."""
    layer = re.search(
        rf'<g class="map-layer map-{way}".*?(?=<g class="map-layer|<path class="map-dots)', page, re.DOTALL
    )
    assert layer
    return sum(one.count("M") for one in re.findall(r' d="([^"]*)"', layer[0]))


@pytest.mark.django_db
def test_the_page_has_every_way_of_the_map_so_the_switch_needs_no_request() -> None:
    keep_a_day()
    page = text("/")
    assert {way: strands(page, way) for way in DEPARTURES} == {"naive": 6, "own_best": 3, "together": 2}
    for way, price in PRICES.items():
        assert page.count(f"0.{price}") >= 2
        assert f'for="show-{way}"' in page
    assert "<script>" not in page
    assert len(page) < 120_000


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "shown"), [("naive", "naive"), ("own_best", "own_best"), ("", "together"), ("x", "together")]
)
def test_the_address_says_which_way_is_shown_first(asked: str, shown: str) -> None:
    keep_a_day()
    (checked,) = re.findall(r'<input class="way-input"[^>]*value="(\w+)" checked>', text(f"/?show={asked}"))
    assert checked == shown


@pytest.mark.django_db
def test_figures_are_kept_once_a_day_and_the_map_is_drawn_anew_only_where_it_changed() -> None:
    keep_a_day()
    assert datacentre.places() == list(PLACES)
    assert datacentre.keep([figure("freight.saving_share", "0.3")], viewer=TOWN, now=build.NOW) == 0
    later = replace(figure("freight.saving_share", "0.3"), on=date(2026, 1, 30))
    assert datacentre.keep([later], places=PLACES[:2], viewer=TOWN, now=build.NOW) == 1
    assert datacentre.places() == list(PLACES[:2])


@pytest.mark.django_db
def test_a_figure_opens_to_its_formula_with_the_numbers_put_in() -> None:
    keep_a_day()
    page = text("/figures/freight.together_a_pair/")
    assert "(Cost, together + Borne by the town + Insurance and damage) ÷ Pairs on time, together" in page
    assert "(300 + 10 + 11) ÷ 1,000" in page
    assert "suppressed" in page
    assert Client().get("/figures/no.such/").status_code == 404


@pytest.mark.django_db
def test_a_figure_and_the_town_go_to_excel() -> None:
    keep_a_day()
    for path, sheets, cell in (
        ("/figures/freight.together_a_pair/?export=xlsx", 3, 0.321),
        ("/town.xlsx", 5, 206),
    ):
        response = Client(headers={"accept-language": "en"}).get(path)
        book = load_workbook(io.BytesIO(response.content))
        assert len(book.sheetnames) == sheets
        assert cell in {one.value for sheet in book for row in sheet.iter_rows() for one in row}


@pytest.mark.django_db
def test_a_suppressed_cell_is_explained_without_its_value() -> None:
    keep_a_day()
    page = text("/town/")
    assert "Fewer than five firms stand behind this cell" in page
    assert "25.0 %" in page


@pytest.mark.django_db
def test_a_figure_of_fewer_than_five_firms_is_suppressed() -> None:
    datacentre.keep([figure("freight.saving_share", "0.4321", 4)], viewer=TOWN, now=build.NOW)
    assert "43.2" not in text("/town/") + text("/figures/freight.saving_share/")
    (one,) = datacentre.figures()
    assert (one.value, one.firms, one.is_suppressed) == (None, None, True)


@pytest.mark.django_db
def test_the_wall_renews_only_itself() -> None:
    keep_a_day()
    part = Client(headers={"hx-request": "true"}).get("/screen/").content.decode()
    assert part.startswith('<main class="wall-page"')
    assert 'hx-trigger="every 30s"' in part
    assert part in text("/screen/", "zh-hans")


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_stand_in_an_empty_town(path: str, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        assert Client().get(path).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*PUBLIC[:3], "/figures/flow.together/"])
def test_pages_ask_little_of_the_database(path: str, django_assert_max_num_queries: Any) -> None:
    keep_a_day()
    with django_assert_max_num_queries(8):
        assert Client().get(path).status_code == 200


@pytest.mark.django_db
def test_the_office_is_told_what_is_behind(django_assert_max_num_queries: Any) -> None:
    keep_a_day()
    with django_assert_max_num_queries(2):
        assert cards(Viewer(person=1, firm=1, roles=frozenset((OFFICE,))), ON)[2].value == "1"
    assert cards(Viewer(person=1, firm=1, roles=frozenset()), ON) == []


@pytest.mark.parametrize("key", made.FORMULAS)
def test_a_formula_holds_a_place_for_each_term_and_all_have_words(key: str) -> None:
    pattern, terms = made.FORMULAS[key]
    assert pattern.count("{}") == len(terms)
    assert {key, *terms} <= set(FIGURES)


def test_growth_and_price_are_those_of_the_domain() -> None:
    target = TargetRecord(plan.PAIRS, Decimal(4_000_000_000), "pairs", date(2025, 12, 31), "the plan")
    output = TargetRecord(plan.OUTPUT, Decimal(5_000_000_000), "CNY", date(2025, 12, 31), "the plan")
    press = PressRecord(plan.PAIRS, Decimal(2_500_000_000), "pairs", "2021-2022", "article")
    sold = PressRecord(plan.OUTPUT, Decimal(3_200_000_000), "CNY", "2021-2022", "article")
    with translation.override("en"):
        (one,) = plan.targets([target], [press], kept([]), ON)
        (step,) = one.published
        implied, (published,) = plan.implied([target, output]), plan.published_prices([press, sold])
    assert (step.text, step.grows, step.a_year) == ("2.5 billion", "+60.0%", "+9.9%")
    assert one.measured is None
    assert one.is_over
    assert implied is not None
    assert (implied.text, published.text) == ("1.25", "1.28")


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [("4000000000", "4 billion", "40亿"), ("129485785", "129 million", "1.29亿"), ("9999", "9,999", "9,999")],
)
def test_large_numbers_are_said_as_people_say_them(value: str, english: str, chinese: str) -> None:
    for language, said in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert large(Decimal(value), "pairs")[0] == said


def test_every_figure_has_a_name_and_a_making_in_chinese() -> None:
    with translation.override("zh-hans"):
        chinese = {key: (str(name), str(made_of)) for key, (name, made_of) in FIGURES.items()}
    for name, made_of in chinese.values():
        assert not name.isascii()
        assert not made_of.isascii()
