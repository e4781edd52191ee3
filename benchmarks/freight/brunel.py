"""Measure `consolidate` on the outbound logistics case of Brunel University: 9,215 orders, rates on common weight.

Beside it: each order on its own, at its cheapest lawful plant and rate whatever others take (limits left aside), and a
desk that places one order after another where that adds least. Nearly all of the cost is the plants', so the freight is
told apart, and the gap as a part of it too.
"""

import time
from collections.abc import Iterator

from benchmarks.table import SHARED, Kept, Row, apart
from dukou.base.solving import THOROUGH, Limit
from dukou.engines.consolidate import check, solve
from dukou.engines.consolidate.formats import FORMATS

CASE = SHARED / "freight" / "outbound_logistics_brunel.xlsx"
SECONDS = 60
WAYS = {"each alone": "each_order_on_its_own", "greedy": "simple_greedy", "ours": "ours"}


def rows(kept: Kept, *, sample: bool) -> Iterator[Row]:
    """Yield the gap of the total and that of the freight; the sample is the whole case."""
    del sample
    if not CASE.exists():
        print("brunel: left out, absent: ../shared")
        return
    told = kept.measured("brunel", lambda: apart(__name__, "measure"))
    total, freight = (
        {way: told[f"{name}{part}"] for way, name in WAYS.items() if f"{name}{part}" in told}
        for part in ("_dollars", "_freight_dollars")
    )
    yield Row("brunel", "gap_percent", told["gap_percent"], total | {"bound": told["bound_dollars"]})
    yield Row("brunel", "gap_of_freight_percent", told["gap_of_freight_percent"], freight)
    yield Row("brunel", "seconds", told["seconds"], {"processor": told["processor_seconds"]})


def measure() -> dict[str, str | int | float]:
    """Solve the case once, and check the answer as it is written."""
    brunel = FORMATS["brunel"]
    case = brunel.read(CASE, {})
    since, used = time.perf_counter(), time.process_time()
    answer = solve(case, limit=Limit(THOROUGH.iterations, SECONDS), seed=1)
    seconds = {"seconds": time.perf_counter() - since, "processor_seconds": time.process_time() - used}
    assert check(case, brunel.read_answer(case, brunel.write(case, answer))) == []
    return dict(brunel.tell(case, answer)) | seconds
