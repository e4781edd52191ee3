"""Protect every firm from every other: no door tells a viewer what the visibility table does not grant it."""

from dataclasses import replace

import pyarrow as pa
import pytest

from dukou.base.errors import Missing, Outcome, Refusal
from dukou.base.viewer import Viewer
from dukou.registry import models as registry
from dukou.settlement import models as settlement
from tests.visibility.answers import said
from tests.visibility.deals import GHOST, Deal
from tests.visibility.doors import rows
from tests.visibility.judge import Town, asked, faults, marks_of_others
from tests.visibility.rows import MAY, MISSING, NOTHING, REFUSED, Call, Cell, Question, Row, sees
from tests.visibility.world import CLASSES, PAIRS, PRICES_E4

pytestmark = [
    pytest.mark.doors,
    pytest.mark.django_db,
    # Ibis still calls what DuckDB has renamed.
]
ROWS = rows()
OF_VIEWERS = {name: row for name, row in ROWS.items() if not row.is_public}
PUBLIC = {name: row for name, row in ROWS.items() if row.is_public}


@pytest.mark.parametrize("name", OF_VIEWERS)
def test_each_viewer_gets_what_its_cell_says(name: str, town: Town) -> None:
    found = [fault for who in CLASSES for fault in faults(OF_VIEWERS[name], who, town)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_door_names_no_firm(name: str, town: Town) -> None:
    row = PUBLIC[name]
    text = said(asked(row, "anonymous", town, town.world.owner))
    found = list(marks_of_others(text, "anonymous", Cell("may", row.told), town))
    assert not found, "\n".join(found)


def leaks() -> dict[str, Call]:
    """Return doors that tell the rival something of the owner's, each in another way."""
    return {
        "name in English": lambda q: names(q.deal)[1],
        "name in Chinese": lambda q: f"由{names(q.deal)[0]}供货",
        "public code": lambda q: [q.deal.order],
        "key of a row": lambda q: {"line": q.deal.own_line},
        "key in a text": lambda q: f"line:{q.deal.own_line}",
        "pairs": lambda _q: PAIRS["owner"],
        "pairs as a page writes them": lambda _q: f"<td>{PAIRS['owner']:,}</td>",
        "pairs as a German page writes them": lambda _q: f"{PAIRS['owner']:,}".replace(",", "\u00a0"),
        "price": lambda _q: PRICES_E4["owner"],
        "price in yuan": lambda _q: f"¥{PRICES_E4['owner'] / 10_000:.4f}",
        "amount in yuan": lambda q: f"{owed(q.deal) / 100:,.2f} CNY",
        "Arrow table": lambda _q: pa.table({"pairs": [1, PAIRS["owner"]]}),
        "outcome": lambda q: Outcome((q.deal.award,)),
        "facts of a refusal": refusing,
    }


def names(asked: Deal) -> tuple[str, str]:
    firm = registry.Firm.objects.get(pk=asked.seller)
    return firm.name_zh, firm.name_en


def owed(asked: Deal) -> int:
    return settlement.Invoice.objects.filter(order_id=asked.order_id, kind="sale").earliest("id").amount_minor


def refusing(q: Question) -> object:
    raise Refusal("market.absurd_quantity", {"pairs": PAIRS["owner"], "most": q.deal.lot})


@pytest.mark.parametrize("kind", leaks())
def test_a_planted_leak_is_found(kind: str, town: Town) -> None:
    row = Row(door, leaks()[kind], dict.fromkeys(CLASSES, MAY))
    told = replace(row, cells=row.cells | {"rival": REFUSED}) if "refusal" in kind else row
    assert any("rival reads" in fault for fault in faults(told, "rival", town))
    assert list(faults(row, "town", town)) == [] or "refusal" in kind


@pytest.mark.parametrize(
    ("cell", "call", "fault"),
    [
        (NOTHING, lambda _q: [0], "should get nothing"),
        (MISSING, lambda _q: [], "should get missing"),
        (REFUSED, lambda _q: None, "should get refused"),
        (sees(), lambda _q: [], "should get sees"),
        (sees("market.order"), lambda _q: ["nothing of it"], "should see market.order"),
        (MISSING, lambda q: missing("a.b" if q.deal is GHOST else "a.c"), "can tell that it is there"),
        (NOTHING, lambda q: "" if q.deal is GHOST else None, "can tell that it is there"),
    ],
)
def test_a_door_that_does_not_keep_to_its_cell_is_found(cell: Cell, call: Call, fault: str, town: Town) -> None:
    row = Row(door, call, dict.fromkeys(CLASSES, cell))
    assert any(fault in found for found in faults(row, "rival", town))


def missing(code: str) -> None:
    raise Missing(code)


def door(*, viewer: Viewer) -> None:
    """Stand for the door of a planted row."""
