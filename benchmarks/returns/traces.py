"""Measure the trace of a pair to its yarn in a town of a year: 206 firms, 200,000 lots, 2.5 million cartons.

The year is written by statements over whole tables, not lived: each lot has its order, its days and shifts, its
inspection, three lots of yarn, its moves and its run of cartons, so that tables and indexes are as large as the
town's. A trace is asked for as the page asks, as a desk: by a signed label of a pair, by a carton, and by the article
number of goods of several lots on the shelf. Times are from the code to the last record.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

from benchmarks.table import Kept, Row, apart

LOTS, TRACES, WARM = 200_000, 200, 5
FIRST_DAY = date(2025, 1, 1)
PREFIX = "6930998"
# Carton runs of 8 to 17 cartons: 12.5 a lot.
CARTONS_FROM, CARTONS_TO = 8, 17
# What of the year still lies on the shelf, and how many lots share a lot of yarn.
ON_SHELF_EACH, SOCKS_OF_YARN = 20, 6
NUMBERS = "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < {most}) SELECT id FROM n"
FILL = "INSERT INTO {table} ({names}) SELECT {values} FROM lot WHERE {where}"
# A lot by its number: whose machines knit it, of what, for whom, when.
LOT = """
    CREATE TEMP TABLE lot AS SELECT n.id, g.id AS machines, g.firm_id AS firm, k.id AS sku, y.pairs_per_carton AS fill,
      b.id AS buyer, d.id AS place, {least} + n.id % {spread} AS cartons,
      ({least} + n.id % {spread}) * y.pairs_per_carton - n.id % 3 AS pairs,
      date('{first}', '+' || (n.id % 360) || ' days') AS day
    FROM ({numbers}) AS n
    JOIN (SELECT ROW_NUMBER() OVER (ORDER BY id) AS place, id, firm_id FROM registry_machinegroup) AS g
      ON g.place = 1 + n.id * 7919 % (SELECT COUNT(*) FROM registry_machinegroup)
    JOIN (SELECT ROW_NUMBER() OVER (ORDER BY id) AS place, id, style_id FROM market_sku) AS k
      ON k.place = 1 + n.id * 104729 % (SELECT COUNT(*) FROM market_sku)
    JOIN market_style y ON y.id = k.style_id
    JOIN (SELECT MIN(id) AS id FROM registry_firm WHERE kind = 'trader') AS b
    JOIN (SELECT MIN(id) AS id FROM registry_destination) AS d
"""


def rows(kept: Kept, *, sample: bool) -> Iterator[Row]:
    """Yield the median and the 95th percentile; a sample and all are the same."""
    del sample
    found = kept.measured("trace", lambda: apart(__name__, "measured"))
    beside = {"build, processor s": found["build"], "lots": found["lots"], "cartons": found["cartons"]}
    yield Row("trace of a pair to its yarn", "p95_milliseconds", found["p95"], {"worst": found["worst"]})
    yield Row("trace of a pair to its yarn", "median_milliseconds", found["median"], beside)


def measured() -> dict[str, float]:
    """Build a year in a town of its own, and trace labels, cartons and articles of it drawn at random."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"DUKOU_HOME": home, "DJANGO_SETTINGS_MODULE": "dukou.site.settings", "DATABASE_URL": ""}
        begun = time.process_time()
        _build()
        built = time.process_time() - begun
        times = _times()
        return {
            "build": built,
            "median": statistics.median(times),
            "p95": statistics.quantiles(times, n=20)[-1],
            "worst": max(times),
            **_counts(),
        }


def _times() -> list[float]:
    """Trace codes, a few before the clock runs, and return how many milliseconds each took."""
    from dukou.base.viewer import OPERATOR, Viewer
    from dukou.depot import models as depot
    from dukou.depot.rules.goods import carton_number
    from dukou.journey import tracing
    from dukou.market import models as market
    from dukou.mill import models as mill
    from dukou.web.scan import signed

    drawn = random.Random(1)
    desk = Viewer(person=1, firm=None, roles=frozenset({OPERATOR}))
    keys = drawn.sample(range(1, LOTS + 1), TRACES + WARM)
    codes = []
    for number, key in enumerate(keys):
        run = depot.CartonRun.objects.get(lot_id=key)
        carton = carton_number(PREFIX, run.serial_first + drawn.randrange(run.count))
        lying = depot.Stock.objects.filter(lot_id=key + -key % ON_SHELF_EACH).values("sku_id")
        gtin = market.Sku.objects.get(pk__in=lying).gtin
        codes.append((signed.pair_code(mill.Lot.objects.get(pk=key).code), signed.pair_code(carton), gtin)[number % 3])
    times = []
    for code in codes:
        begun = time.perf_counter()
        subject = signed.subject_of(code) if signed.is_pair_code(code) else code
        found = tracing.trace(subject, viewer=desk)
        times.append(1_000 * (time.perf_counter() - begun))
        assert sum(one.share for one in found.lots) == 1, code
        assert all(len(one.yarn) == 3 and one.inspections and one.lot and one.lot.shifts for one in found.lots), code
    return times[WARM:]


def _counts() -> dict[str, float]:
    from django.db.models import Sum

    from dukou.depot import models as depot
    from dukou.mill import models as mill

    cartons = depot.CartonRun.objects.aggregate(cartons=Sum("count"))["cartons"]
    return {"lots": float(mill.Lot.objects.count()), "cartons": float(cartons)}


def _build() -> None:
    import django

    django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from dukou.journey.seed import seed_town

    # The tables as the models say, at once: a hundred migrations take longer than the year.
    settings.MIGRATION_MODULES = dict.fromkeys(one.label for one in apps.get_app_configs())
    call_command("migrate", run_syncdb=True, verbosity=0)
    seed_town(size="full", seed=1, on=FIRST_DAY, now=datetime(2025, 1, 1, tzinfo=UTC))
    with connection.cursor() as cursor:
        for setting in ("foreign_keys = OFF", "synchronous = OFF", "temp_store = MEMORY", "cache_size = -400000"):
            cursor.execute(f"PRAGMA {setting}")
        spread = CARTONS_TO - CARTONS_FROM + 1
        numbers = NUMBERS.format(most=LOTS)
        cursor.execute(LOT.format(least=CARTONS_FROM, spread=spread, first=FIRST_DAY, numbers=numbers))
        cursor.execute("BEGIN")
        for statement in _year():
            cursor.execute(statement)
        cursor.execute("COMMIT")
        cursor.execute("ANALYZE")


def _year() -> Iterator[str]:
    """Yield the statements that fill the tables from the temporary table of lots."""
    who = {"seller_id": "firm", "buyer_id": "buyer"}
    code = "printf('{}%015d', id)"
    dates = {"placed_on": "day", "due_on": "day", "ready_by_on": "day"}
    lot = {"lot_id": "id", "line_id": "id", "firm_id": "firm", "group_id": "machines"}
    yield _filled(
        "market_order",
        {"id": "id", "code": code.format("o"), "destination_id": "place", "addressed_to": "'firm'", "draw": "id"}
        | {"placed_at": "day", "placed_on": "day", "lines": "1", "pairs": "pairs", "amount_minor": "pairs"}
        | {"state": "'open'"}
        | who,
    )
    line = {"order_id": "id", "number": "1", "sku_id": "sku", "maker_id": "firm", "unit_price_e4": "12800"}
    done = {"made_pairs": "pairs", "shipped_pairs": "pairs", "delivered_pairs": "pairs", "delivered_on": "day"}
    state = {"id": "id", "pairs": "pairs", "draw": "id", "state": "'delivered'", "source": "'own'"}
    yield _filled("market_line", state | line | done | dates | who)
    order = {"id": "id", "code": code.format("w"), "source": "'own'", "planned_on": "day", "due_on": "day"}
    yield _filled("mill_workorder", lot | order | {"pairs": "pairs"})
    pieces = dict.fromkeys(("pieces_to_make", "pieces_made"), "2 * pairs") | {"pieces_to_lose": "0"}
    passed = dict.fromkeys(("pairs", "pairs_good", "pairs_passed"), "pairs") | {"state": "'passed'", "passed_on": "day"}
    made = {"id": "id", "code": code.format("t"), "work_order_id": "id", "family": "'plain_crew'", "cycle_ms": "145000"}
    yield _filled("mill_lot", lot | pieces | passed | made | {"due_on": "day", "draw": "id"})
    for days in range(3):
        on = f"date(day, '+{days} days')"
        yield _filled("mill_progress", lot | {"on": on, "pieces": "pairs * 2 / 3", "loss_pieces": "0"})
    for place, operation in enumerate(("knitting", "knitting", "toe_closing", "packing")):
        handed = {"key": f"id || '-{place}'", "operation": f"'{operation}'", "worker": str(place), "units": "pairs"}
        shift = {"rate_e4": "800", "on": "day", "shift": f"'{('day', 'night')[place % 2]}'"}
        yield _filled("mill_handover", lot | handed | shift)
    found = dict.fromkeys(("critical_found", "major_found", "major_accept", "minor_found", "minor_accept"), "1")
    plan = {"severity": "'normal'", "level": "'II'", "letter": "'J'", "sample_pairs": "80", "result": "'accepted'"}
    looked = {"code": code.format("i"), "family": "'plain_crew'", "on": "day", "lot_pairs": "pairs"}
    yield _filled("lab_inspection", lot | found | plan | looked)
    for place, fibre in enumerate(("cotton", "nylon", "spandex"), 1):
        key = f"{place * LOTS} + id"
        came = {"fibre": f"'{fibre}'", "count": "'32s/1'", "came_on": "day", "grams": "900000", "grams_left": "0"}
        name = {"id": key, "code": f"printf('y%015d', {key})", "number": f"'{fibre}-' || id", "firm_id": "firm"}
        yield _filled("mill_yarnlot", name | came, where=f"id % {SOCKS_OF_YARN} = 0")
        used = f"{place * LOTS} + MAX(id - id % {SOCKS_OF_YARN}, {SOCKS_OF_YARN})"
        yield _filled("mill_yarnuse", lot | {"yarn_id": used, "grams": "pairs * 12", "on": "day"})
    own = lot | {"owner_id": "firm", "sku_id": "sku", "site_id": "(SELECT MIN(id) FROM registry_site)"}
    yield _filled("depot_stock", own | {"pairs_on_hand": f"CASE WHEN id % {ON_SHELF_EACH} = 0 THEN pairs ELSE 0 END"})
    ways = (("mill", "depot", "received"), ("depot", "road", "shipped"), ("road", "buyer", "delivered"))
    for origin, end, cause in ways:
        way = {"from_place": f"'{origin}'", "to_place": f"'{end}'", "cause": f"'{cause}'"}
        yield _filled("depot_stockmove", lot | way | {"owner_id": "firm", "pairs": "pairs", "on": "day"})
    serial = f"1 + (id - 1) * {CARTONS_TO}"
    run = {"prefix": f"'{PREFIX}'", "serial_first": serial, "count": "cartons", "pairs_per_carton": "fill"}
    yield _filled("depot_cartonrun", lot | run | {"pairs_last": "fill - id % 3"})


def _filled(table: str, given: dict[str, str], where: str = "1") -> str:
    """Return the statement that writes a row a lot: what is given of the table's columns, plain values for the rest."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA table_info({table})")
        columns = [(name, kind, must) for _place, name, kind, must, _default, _key in cursor.fetchall()]
    row = {
        name: given.get(name, "''" if kind.startswith(("varchar", "text")) else "0")
        for name, kind, must in columns
        if name in given or (must and name != "id")
    }
    names = ", ".join(f'"{name}"' for name in row)
    return FILL.format(table=table, names=names, values=", ".join(row.values()), where=where)
