"""Write facts into the book, as a room would."""

from datetime import UTC, date, datetime

from django.db import transaction

from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY, Viewer
from dukou.provenance import door
from dukou.provenance.records import NewFact

NOW = datetime(2025, 12, 3, 1, 2, 3, 456789, tzinfo=UTC)
LAOZHANG = Viewer(person=7, firm=1, roles=frozenset({FACTORY}), request_id="r-1")
RIVAL = Viewer(person=8, firm=2, roles=frozenset({FACTORY}))


def fact(number: int, *, firm: int | None = 1) -> NewFact:
    return NewFact(
        "market.order_placed", f"order-{number}", firm=firm, payload={"pairs": number}, town_on=date(2025, 12, 3)
    )


def write(count: int, *, first: int = 0, viewer: Viewer = LAOZHANG) -> None:
    with transaction.atomic():
        door.append([fact(number) for number in range(first, first + count)], viewer=viewer, now=NOW)


def seal_all() -> None:
    while door.seal(viewer=TOWN, now=NOW):
        pass
