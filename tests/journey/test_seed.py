"""Protect the demo town: it has the article's figures, can knit what it sells, and the same seed makes it again."""

import csv
import gzip
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from stdnum import ean
from stdnum.cn import uscc

from dukou.base.errors import Refusal
from dukou.base.ids import is_gln
from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OFFICE, OPERATOR, SHOP, SUPPLIER
from dukou.journey import seed
from dukou.journey.seed import catalogue, certificates, figures, firms, machines, people, places, tariffs
from dukou.journey.seed.firms import TownPlan
from dukou.market.door import catalogue as market
from dukou.market.records import NewStyle
from dukou.registry import door as registry
from dukou.registry.records import NewGroup, TariffRecord

NOW = datetime(2025, 12, 3, 1, 0, tzinfo=UTC)
ON = date(2025, 12, 3)
SIZES = ("full", "small")
DAY_MS = 86_400_000
WORKING_DAYS = 340
TERRY = ("plain", "half", "full")
doors = pytest.mark.doors


@cache
def town(size: str, number: int = 1) -> TownPlan:
    return firms.plan(factories=seed.FIRMS[size], machines=seed.MACHINES[size], seed=number)


@cache
def groups(size: str, number: int = 1) -> list[NewGroup]:
    return machines.groups(town(size, number), seed=number)


@cache
def styles(number: int = 1) -> list[NewStyle]:
    return catalogue.styles(seed=number)


def mean(name: str) -> float:
    """Return the mean over the town's pairs of a figure of a style."""
    return sum(one.share_ppm * int(getattr(one, name)) for one in styles()) / 1_000_000


def test_the_town_has_as_many_firms_machines_and_trademarks_as_the_article_says() -> None:
    plan = town("full")
    assert (len(plan.factories), sum(plan.sizes)) == (206, 25_000)
    assert sum(len(one.serials) for one in groups("full")) == 25_000
    assert sum(len(numbers) for *_names, numbers in plan.brands) == 467
    kinds = Counter(one.kind for one in plan.firms)
    assert kinds["shop"] > 100
    assert kinds["carrier"] == len(plan.carriers) == 5
    assert all(kinds[kind] == 1 for kind in ("trader", "depot", "lab", "office", "operator", "buyer"))
    sites = Counter(one.kind for one in plan.sites)
    assert (sites["overseas_depot"], sites["depot"], sites["lab"], sites["shop"]) == (3, 1, 1, kinds["shop"])


def test_sizes_are_log_normal_as_the_domain_sheet_reckons() -> None:
    sizes = sorted(town("full").sizes)
    logs = np.log(sizes)
    assert sum(sizes) / 206 == pytest.approx(121, abs=1)
    assert sizes[103] == pytest.approx(81, abs=4)
    assert float(logs.std()) == pytest.approx(0.9, abs=0.06)
    assert sum(size > 400 for size in sizes) == pytest.approx(8, abs=2)
    assert sum(size < 30 for size in sizes) == pytest.approx(28, abs=6)
    assert sum(size >= 156 for size in sizes) == pytest.approx(48, abs=3)


@pytest.mark.parametrize("number", [1, 2])
def test_nearly_54_percent_of_the_firms_live_in_two_villages(number: int) -> None:
    zones = Counter(one.zone for one in town("full", number).sites if one.kind == "factory")
    two = sum(count for _zone, count in zones.most_common(2))
    assert 0.53 <= two / 206 < 0.545


def test_the_catalogue_closes_the_towns_figures() -> None:
    assert sum(one.share_ppm for one in styles()) == 1_000_000
    assert mean("cycle_ms") / 1_000 == pytest.approx(126, abs=0.5)
    assert mean("grams_per_pair") == pytest.approx(35.3, abs=0.05)
    assert mean("unit_price_e4") / 10_000 == pytest.approx(1.28, abs=0.006)
    of_family = Counter[str]()
    for one in styles():
        of_family[one.family] += one.share_ppm
    assert [of_family[family.name] for family in catalogue.FAMILIES] == [
        10_000 * percent for percent in (15, 25, 12, 28, 8, 8, 3, 1)
    ]


def test_every_code_of_the_catalogue_is_right_and_none_is_a_real_firms() -> None:
    codes = [code for one in styles() for sku in one.skus for code in (sku.gtin, *(gtin for _pairs, gtin in sku.packs))]
    assert len(set(codes)) == len(codes) > 3_000
    # 952 is kept by GS1 for demonstrations.
    assert all(ean.is_valid(code) and code.startswith("952") for code in codes)


def can_knit(group: NewGroup, style: NewStyle) -> bool:
    return (
        group.needle_count == style.needle_count
        and group.double_cylinder == style.double_cylinder
        and TERRY.index(group.terry) >= TERRY.index(style.terry)
        and group.colours_a_course >= style.colours_a_course
    )


def shares(amounts: dict[Any, float]) -> dict[Any, float]:
    return {key: amount / sum(amounts.values()) for key, amount in amounts.items()}


def most_pairs_a_year(size: str, number: int) -> tuple[float, float]:
    """Return how many pairs of the mix the town can knit a year, and how many if every machine could knit everything.

    A linear programme over kinds of machine and of sock: time from each to each that it can knit, the same multiple
    of the mix for all. Kinds with the same key can knit, or be knitted by, the same.
    """
    time: dict[Any, float] = {}
    of_kind: dict[Any, NewGroup] = {}
    for group in groups(size, number):
        kind = (group.needle_count, group.double_cylinder, group.terry, group.colours_a_course)
        of_kind[kind] = group
        time[kind] = time.get(kind, 0) + len(group.serials) * DAY_MS * WORKING_DAYS * group.efficiency_ppm / 1e6
    need: dict[Any, float] = {}
    of_sock: dict[Any, NewStyle] = {}
    for style in styles(number):
        sock = (style.needle_count, style.double_cylinder, style.terry, style.colours_a_course)
        of_sock[sock] = style
        a_pair = 2 * style.cycle_ms / (1 - style.loss_ppm / 1e6)
        need[sock] = need.get(sock, 0) + style.share_ppm / 1e6 * a_pair
    free, asked = shares(time), shares(need)
    arcs = [(kind, sock) for kind in time for sock in need if can_knit(of_kind[kind], of_sock[sock])]
    at_most = [[*(float(kind == k) for k, _ in arcs), 0.0] for kind in time]
    at_most += [[*(-float(sock == s) for _, s in arcs), asked[sock]] for sock in need]
    limits = [*free.values(), *([0.0] * len(need))]
    answer = linprog([*([0.0] * len(arcs)), -1.0], A_ub=at_most, b_ub=limits, method="highs")
    assert answer.success
    if_all_were_alike = sum(time.values()) / sum(need.values())
    return float(-answer.fun) * if_all_were_alike, if_all_were_alike


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_machines_can_knit_the_mix_and_no_family_is_short(size: str, number: int) -> None:
    pairs, if_all_were_alike = most_pairs_a_year(size, number)
    machine_count = seed.MACHINES[size]
    assert 0.96 * if_all_were_alike <= pairs <= if_all_were_alike * 1.000_001
    # 2.5 billion pairs a year from 25,000 machines.
    assert pairs / machine_count == pytest.approx(100_000, rel=0.03)


@pytest.mark.parametrize("size", SIZES)
def test_about_one_machine_in_25_closes_the_toe_itself(size: str) -> None:
    found = groups(size)
    integrated = sum(len(one.serials) for one in found if one.integrated)
    assert integrated / seed.MACHINES[size] == pytest.approx(0.04, abs=0.004)


def test_groups_are_of_their_firms_size_and_every_serial_is_there_once() -> None:
    plan = town("full")
    serials: dict[str, list[str]] = {firm: [] for firm in plan.factories}
    for one in groups("full"):
        serials[one.firm_code] += one.serials
    assert [len(serials[firm]) for firm in plan.factories] == list(plan.sizes)
    assert all(len(set(one)) == len(one) for one in serials.values())
    assert len({one.code for one in groups("full")}) == len(groups("full"))


@pytest.mark.parametrize("number", [1, 2, 77])
def test_no_two_firms_or_brands_are_alike_in_either_language(number: int) -> None:
    plan = town("full", number)
    makers = plan.firms[:206]
    assert {one.kind for one in makers} == {"factory"}
    # Without the words that every firm has in its name.
    stems = [one.name_zh[:2] for one in makers], [one.name_en.split()[0] for one in makers]
    assert [len(set(names)) for names in stems] == [206, 206]
    for names in ([one.name_zh for one in plan.firms], [one.name_en for one in plan.firms]):
        assert len(set(names)) == len(names) == len(plan.firms)
    brands_zh, brands_en = zip(*((zh, en) for _firm, zh, en, _numbers in plan.brands), strict=True)
    assert (len(set(brands_zh)), len(set(brands_en))) == (206, 206)
    assert not set(stems[0]) & set(brands_zh)


def test_names_are_names_of_chinese_sock_firms() -> None:
    for one in town("full").firms[:206]:
        assert one.name_zh.endswith(("袜业有限公司", "针织有限公司"))
        assert one.name_en.endswith((" Hosiery Co., Ltd.", " Knitting Co., Ltd."))


@pytest.mark.parametrize("size", SIZES)
def test_every_number_passes_its_check_and_is_given_once(size: str) -> None:
    plan = town(size)
    codes = [one.uscc for one in plan.firms if one.kind != "buyer"]
    assert all(code and uscc.is_valid(code) for code in codes)
    assert len(set(codes)) == len(codes)
    glns = [one.gln for one in plan.sites]
    assert all(is_gln(one) and ean.is_valid(one) for one in glns)
    assert len(set(glns)) == len(glns)
    prefixes = [one.gs1_prefix for one in plan.firms if one.gs1_prefix]
    assert len(set(prefixes)) == len(prefixes) == len(plan.factories) + 1
    for numbers in ([one.code for one in plan.firms], [one.code for one in plan.sites]):
        assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("size", SIZES)
def test_the_same_seed_makes_the_same_town_and_another_seed_another(size: str) -> None:
    town.cache_clear()
    first, first_groups = town(size), groups(size)
    town.cache_clear()
    groups.cache_clear()
    assert town(size) == first
    assert groups(size) == first_groups
    other = town(size, 2)
    assert not {one.code for one in other.firms} & {one.code for one in first.firms}
    assert [one.name_zh for one in other.firms] != [one.name_zh for one in first.firms]
    assert {one.code for one in styles(2)}.isdisjoint(one.code for one in styles(1))
    assert certificates.plan(first, on=ON, seed=1) == certificates.plan(first, on=ON, seed=1)


def test_larger_factories_hold_more_certificates_and_some_have_run_out() -> None:
    plan = town("full")
    made = certificates.plan(plan, on=ON, seed=1)
    held = Counter(one.firm_code for one in made)
    small, large = plan.factories[:103], plan.factories[103:]
    assert sum(held[firm] for firm in large) > 1.5 * sum(held[firm] for firm in small)
    oeko = {one.firm_code for one in made if one.kind.startswith("OEKO") and one.valid_from <= ON <= one.valid_to}
    assert 0.2 < len(oeko) / 206 < 0.5
    assert any(one.valid_to < ON for one in made)
    assert all(one.valid_from <= ON for one in made)


def test_every_destination_has_a_zone_with_a_lead_time_and_prices() -> None:
    assert {place.zone for place in places.PLACES} == set(places.LANE_DAYS) == {*tariffs.HOME, *tariffs.ABROAD}
    rows = places.rows()
    for name in ("code", "name_zh", "name_en"):
        assert len({row[name] for row in rows}) == len(rows)


def test_the_countries_of_the_public_order_book_are_destinations(shared_data: Path) -> None:
    book = shared_data / "orders_online_retail" / "orders_2010-12_2011-08.csv.gz"
    with gzip.open(book, "rt", encoding="utf-8", errors="replace") as file:
        countries = {row["Country"] for row in csv.DictReader(file)}
    # Neither is a place to which goods can be sent, so the import refuses their rows.
    assert countries - {place.name_en for place in places.PLACES} == {"Unspecified", "European Community"}


@pytest.fixture
def small_town() -> seed.SeedSummary:
    return seed.seed_town(size="small", seed=1, on=ON, now=NOW)


@doors
@pytest.mark.django_db
def test_a_small_town_is_entered_as_it_was_planned(small_town: seed.SeedSummary) -> None:
    plan = town("small")
    assert (small_town.factories, small_town.machines, small_town.trademarks) == (12, 1_450, 27)
    assert small_town.firms == len(plan.firms) < 40
    assert small_town.destinations == len(places.PLACES)
    assert [one.code for one in registry.firms(viewer=TOWN)] == [one.code for one in plan.firms]
    assert sum(one.machines for one in registry.machine_groups(viewer=TOWN)) == 1_450
    assert len(registry.brands(viewer=TOWN)) == 12
    assert len(registry.certificates(viewer=TOWN)) == len(certificates.plan(plan, on=ON, seed=1))
    assert len(market.skus()) == small_town.skus == sum(len(one.skus) for one in styles())
    assert registry.town_clock(viewer=TOWN).on == ON


@doors
@pytest.mark.django_db
@pytest.mark.usefixtures("small_town")
def test_a_town_is_seeded_once() -> None:
    before = registry.firms(viewer=TOWN)
    with pytest.raises(Refusal, match=r"journey\.town_already_seeded"):
        seed.seed_town(size="small", seed=2, on=ON, now=NOW)
    assert registry.firms(viewer=TOWN) == before


@doors
@pytest.mark.django_db
def test_a_seed_that_fails_half_way_leaves_no_town(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(people, "PEOPLE", (people.DemoPerson("x", "factory", FACTORY, "no number", "陈"),))
        with pytest.raises(Refusal, match=r"registry\.bad_phone"):
            seed.seed_town(size="small", seed=1, on=ON, now=NOW)
    assert (registry.firms(viewer=TOWN), registry.destinations(), market.skus()) == ([], [], [])
    assert seed.seed_town(size="small", seed=1, on=ON, now=NOW).factories == 12


def is_priced(one: TariffRecord) -> bool:
    if one.kind == "parcel":
        return min(one.first_grams, one.first_minor, one.step_grams, one.step_minor, one.ml_per_kg) > 0
    if one.kind == "shared":
        return min(one.rate_minor, one.minimum_minor, one.ml_per_kg) > 0 and one.rate_unit in {"kg", "m3"}
    return min(one.vehicle_minor, one.capacity_ml, one.capacity_grams) > 0


@doors
@pytest.mark.django_db
@pytest.mark.usefixtures("small_town")
def test_on_every_day_of_a_run_each_way_has_one_price_and_is_in_time() -> None:
    lane_days = {place.id: place.lane_days for place in registry.destinations()}
    for day in (date(2025, 1, 1), ON, *(ON + timedelta(days=n) for n in range(40, 1_500, 47))):
        valid = registry.tariffs(on=day)
        assert {one.destination for one in valid} == set(lane_days)
        assert len({(one.destination, one.service) for one in valid}) == len(valid)
        assert all(is_priced(one) for one in valid)
        by_place = {place: [one for one in valid if one.destination == place] for place in lane_days}
        assert all(len(ways) >= 3 for ways in by_place.values())
        assert all({"express"} < {one.service for one in ways} for ways in by_place.values())
        # What is handed over on the promised day is in time by every way, however long it waits for its departure, so
        # the pool may choose the cheap ones.
        assert all(longest_wait(one) + one.transit_days <= lane_days[one.destination] for one in valid)


def longest_wait(one: TariffRecord) -> int:
    """Return how many days goods wait at most for a departure."""
    days = sorted(one.weekdays)
    return max(later - earlier for earlier, later in pairwise([*days, days[0] + 7])) - 1


@doors
@pytest.mark.django_db
@pytest.mark.usefixtures("small_town")
def test_trains_and_ships_leave_on_some_days_and_say_so_the_others_on_all() -> None:
    waits = {one.service: set[int]() for one in registry.tariffs(on=ON)}
    for one in registry.tariffs(on=ON):
        waits[one.service].add(longest_wait(one))
    assert waits.pop("sea_fcl") == waits.pop("sea_lcl") == {2, 6}
    assert waits.pop("rail_fcl") == waits.pop("rail_lcl") == {3}
    assert set().union(*waits.values()) == {0}
    for row in registry.tariff_rows(viewer=TOWN):
        assert ("assumption" in row.source) or not row.service.startswith(("sea", "rail"))


@doors
@pytest.mark.django_db
@pytest.mark.usefixtures("small_town")
def test_some_prices_change_during_the_run() -> None:
    uk = next(place.id for place in registry.destinations() if place.name_en == "United Kingdom")
    yiwu = next(place.id for place in registry.destinations() if place.name_en == "Yiwu")

    def price(place: int, service: str, day: date) -> tuple[int, int]:
        (one,) = [one for one in registry.tariffs(on=day) if (one.destination, one.service) == (place, service)]
        return one.first_minor + one.rate_minor, one.transit_days

    peak = [price(uk, "sea_lcl", day) for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 10, 1))]
    assert peak[0] == peak[2] < peak[1]
    festival = [price(yiwu, "express", day) for day in (ON, date(2026, 2, 1), date(2026, 3, 1))]
    assert festival[0] == festival[2] < festival[1]


@doors
@pytest.mark.django_db
@pytest.mark.usefixtures("small_town")
def test_what_is_published_says_where_it_comes_from() -> None:
    limits = {row.key: row for row in registry.limit_rows(on=ON)}
    assert set(limits) == {key for key, *_rest in (*figures.LIMITS, *figures.DATED)}
    assert all(row.unit and row.source for row in limits.values())
    assert limits["settlement.term_days"].value_e6 == 30_000_000
    assert limits["mill.overflow_margin"].value_e6 == 80_000
    rates = {row.currency: row.rate_e6 for row in registry.exchange_rates(on=ON)}
    assert {"USD", "EUR", "GBP", "JPY", "KRW", "RUB"} == set(rates)
    assert rates["GBP"] > rates["EUR"] > rates["USD"] > 6_000_000
    at = {place.id: place.iso for place in registry.destinations()}
    cotton = {at[row.destination]: row.rate_ppm for row in registry.duties(on=ON) if row.hs_code == "611595"}
    assert (cotton["DE"], cotton["GB"], cotton["US"]) == (120_000, 120_000, 210_000)
    assert "CN" not in cotton


@doors
@pytest.mark.django_db
@pytest.mark.usefixtures("small_town")
def test_press_figures_contradict_each_other_and_the_plan_is_known() -> None:
    press = Counter(one.key for one in registry.press_figures())
    assert [press[key] for key in ("town.machines", "town.pairs_a_year", "town.output_a_year")] == [2, 2, 3]
    targets = {one.key: int(one.value) for one in registry.targets()}
    assert targets["town.pairs_a_year"] == 4_000_000_000
    # The plan's price is below today's.
    assert targets["town.output_a_year"] / targets["town.pairs_a_year"] == 1.25


@doors
@pytest.mark.django_db
@pytest.mark.usefixtures("small_town")
def test_each_log_in_acts_for_a_firm_of_its_kind_in_its_role() -> None:
    kinds = {one.id: one.kind for one in registry.firms(viewer=TOWN)}
    seen = {}
    for login in seed.demo_logins():
        viewer = registry.viewer_by_phone(login.phone, viewer=TOWN)
        assert viewer.firm is not None
        seen[login.role] = (kinds[viewer.firm], viewer.roles)
    assert seen == {
        "factory": ("factory", {FACTORY}),
        "rival": ("factory", {FACTORY}),
        "shop": ("shop", {SHOP}),
        "supplier": ("supplier", {SUPPLIER}),
        "operator": ("operator", {OPERATOR}),
        "office": ("office", {OFFICE}),
        "buyer": ("buyer", {BUYER}),
        "trader": ("trader", {FACTORY}),
    }
    owner, rival = (registry.viewer_by_phone(one.phone, viewer=TOWN).firm for one in seed.demo_logins()[:2])
    assert owner != rival


def test_the_two_largest_factories_are_the_owners_and_the_rivals() -> None:
    sizes = town("full").sizes
    assert all(smaller <= larger for smaller, larger in pairwise(sizes))
