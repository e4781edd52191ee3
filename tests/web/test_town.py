"""Protect the town page: every figure has its words, its source and its unit, in both languages."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from dukou.base.town import TOWN
from dukou.datacentre import door as datacentre
from dukou.datacentre.records import FigureRecord
from dukou.journey.seed import figures as seed
from dukou.web.words.datacentre import FIGURES
from dukou.web.words.published import LIMITS, PUBLISHED, SOURCES, UNITS
from tests import builders as build

ON = date(2026, 1, 29)


def test_all_that_the_seed_publishes_has_words() -> None:
    assert {row[0] for row in (*seed.PRESS, *seed.TARGETS)} <= set(PUBLISHED)
    assert {row[0] for row in seed.LIMITS} <= set(LIMITS)
    assert {row[2] for row in (*seed.PRESS, *seed.TARGETS, *seed.LIMITS)} <= set(UNITS)
    assert {row[4] for row in seed.PRESS} | {seed.PLAN} | {row[3] for row in seed.LIMITS} <= set(SOURCES)


def figure(key: str, value: Decimal | None, firms: int | None = 20, part: str = "") -> FigureRecord:
    return FigureRecord(key, part, value, "share", firms, value is None, ON)


@pytest.mark.django_db
def test_figures_are_kept_once_a_day_and_shown_to_everyone() -> None:
    kept = [figure("freight.saving_share", Decimal("0.25")), figure("freight.saving_share", None, None, "DE")]
    assert datacentre.keep(kept, viewer=TOWN, now=build.NOW) == 2
    assert datacentre.keep(kept, viewer=TOWN, now=build.NOW) == 0
    page = Client(headers={"accept-language": "en"}).get("/").content.decode()
    assert "25.0 %" in page
    assert "suppressed" in page


@pytest.mark.django_db
def test_a_figure_of_fewer_than_five_firms_is_suppressed() -> None:
    datacentre.keep([figure("freight.saving_share", Decimal("0.4321"), 4)], viewer=TOWN, now=build.NOW)
    assert "43.2" not in Client().get("/").content.decode()
    (one,) = datacentre.figures()
    assert (one.value, one.firms, one.is_suppressed) == (None, None, True)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/assumptions/", "/account/login/", "/healthz"])
def test_public_pages_stand_in_an_empty_town(path: str, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        assert Client().get(path).status_code == 200


def test_every_figure_has_a_name_and_a_making_in_chinese() -> None:
    with translation.override("zh-hans"):
        chinese = {key: (str(name), str(made_of)) for key, (name, made_of) in FIGURES.items()}
    for name, made_of in chinese.values():
        assert not name.isascii()
        assert not made_of.isascii()
