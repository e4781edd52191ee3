"""Protect the kit: each part stands in every state, says figures as the language writes them, and is documented."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from dukou.base.money import Money
from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OFFICE, OPERATOR, SHOP, SUPPLIER
from dukou.jobs import door as jobs
from dukou.jobs.records import NewJob
from dukou.post import door as post
from dukou.post.records import NewNotice
from dukou.registry import models as registry
from dukou.web.parts import formats, nav
from tests import builders as build
from tests.web.people import logged_in

ROOT = Path(__file__).resolve().parents[2]
PARTS = ROOT / "dukou" / "web" / "templates" / "parts"


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [
        (lambda: formats.money(Money(123_450)), "1,234.50 CNY", "1,234.50 元"),
        (lambda: formats.money(Money(-5, "EUR")), "-0.05 EUR", "-0.05 欧元"),
        (lambda: formats.money(Money(1_200, "JPY")), "1,200 JPY", "1,200 日元"),
        (lambda: formats.money(Money(100, "SEK")), "1.00 SEK", "1.00 SEK"),
        (lambda: formats.pairs(1), "1 pair", "1双"),
        (lambda: formats.pairs(1_200_000), "1,200,000 pairs", "1,200,000双"),
        (lambda: formats.percent(Decimal("0.189")), "18.9%", "18.9%"),
        (lambda: formats.number(Decimal("1234.5678"), 2), "1,234.57", "1,234.57"),
        (lambda: formats.day(date(2026, 1, 29)), "29 Jan 2026", "2026年1月29日"),
        (lambda: formats.instant(datetime(2026, 1, 28, 17, 5, tzinfo=UTC)), "29 Jan 2026 01:05", "2026年1月29日 01:05"),
    ],
)
def test_figures_are_written_as_the_language_writes_them(written: Any, english: str, chinese: str) -> None:
    for language, text in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert written() == text


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_parts_shows_each_of_them(language: str, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(15):
        page = Client(headers={"accept-language": language}).get("/parts/").content.decode()
    for mark in ("kit-rows", "figure-value", "home-card", "river", "kit-progress", "data-scan", "kit-picture", "empty"):
        assert f"{mark}" in page
    assert "kit-difference" in page
    assert page.count("kit-error") >= 4


@pytest.mark.django_db
def test_the_form_of_the_page_of_parts_acts_on_nothing() -> None:
    client = Client(headers={"accept-language": "en"})
    bad = client.post("/parts/", {"pairs": "x", "amount": "1", "due_on": "2026-02-01"}).content.decode()
    assert 'value="x"' in bad
    good = client.post("/parts/", {"pairs": "1,200", "amount": "1", "due_on": "2026-02-01"})
    assert good.status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("role", [FACTORY, BUYER, SHOP, SUPPLIER, OPERATOR, OFFICE])
def test_every_role_finds_its_way_on_a_phone(role: str) -> None:
    kind = {OPERATOR: "operator", OFFICE: "office"}.get(role, "factory")
    client = logged_in(build.firm(kind), role)
    page = client.get("/glossary/").content.decode()
    bar = page[page.index('class="frame-bar') :]
    assert 1 <= bar.split('class="frame-sheet"')[0].count("<a ") <= nav.BAR
    assert set(nav.MAIN[role]) | set(nav.ASIDE.get(role, ())) <= set(nav.TITLES)


@pytest.mark.django_db
def test_the_frame_names_the_firm_and_counts_what_is_unread() -> None:
    mine, other = build.factory(), build.factory()
    client = logged_in(mine, FACTORY)
    name = registry.Firm.objects.get(pk=mine).name_en
    assert f'<span class="frame-firm">{name}</span>' in client.get("/glossary/").content.decode()
    someone = registry.Person.objects.get()
    registry.Membership.objects.create(person=someone, firm_id=other, role=FACTORY, since=build.NOW)
    notices = [NewNotice(mine, "market.statement", key=f"n{number}") for number in range(12)]
    post.notify(notices, viewer=TOWN, now=build.NOW)
    page = client.get("/glossary/").content.decode()
    assert 'class="frame-firm" href="/account/acting-firm/"' in page
    if nav.address("notices"):
        assert '<span class="frame-count">9+</span>' in page


@pytest.mark.django_db
def test_work_is_followed_by_its_firm_and_ends_the_asking() -> None:
    mine, rival = build.factory(), build.factory()
    client = logged_in(mine, FACTORY)
    viewer = TOWN
    (code,) = jobs.enqueue([NewJob("market", "export", firm=mine)], viewer=viewer, now=build.NOW)
    waiting = client.get(f"/progress/{code}/")
    assert "hx-trigger" in waiting.content.decode()
    assert "HX-Refresh" not in waiting
    (lease,) = jobs.claim(kinds=[("market", "export")], lease_seconds=60, viewer=viewer, now=build.NOW)
    jobs.finish(lease, result={}, viewer=viewer, now=build.NOW)
    done = client.get(f"/progress/{code}/")
    assert "hx-trigger" not in done.content.decode()
    assert done["HX-Refresh"] == "true"
    assert logged_in(rival, FACTORY, "+8613900002222").get(f"/progress/{code}/").status_code == 404


def documented(text: str) -> set[str]:
    """Return the parts that a document names: modules of `parts` and templates under `parts/`."""
    return set(re.findall(r"\bparts/\w+\.html|\bparts\.\w+", text))


def test_every_part_is_documented_and_every_documented_part_is_there() -> None:
    modules = {f"parts.{path.stem}" for path in (ROOT / "dukou/web/parts").glob("*.py") if path.stem != "__init__"}
    there = modules | {f"parts/{path.name}" for path in PARTS.glob("*.html")}
    named = documented((ROOT / "docs" / "parts.md").read_text())
    assert there - named == set()
    assert named - there == set()
