"""Protect goods that two ask for at the same moment: the last pairs go back once, the last replacement goes to one."""

import pytest

from dukou.base.errors import Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.depot import models as depot
from dukou.journey.audit.cases import LAWS
from dukou.market import models as market
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.records.asking import AskLine
from tests import builders
from tests.builders import purchaser
from tests.provenance.threads import in_threads
from tests.returns.asked import TODAY, bought, sent, shelved, told
from tests.returns.builders import FEES, at_places
from tests.returns.laws import broken

pytestmark = [pytest.mark.doors, pytest.mark.django_db(transaction=True)]
AT_ONCE = 4


@pytest.fixture(autouse=True)
def _town() -> None:
    builders.limits(FEES)
    registry.set_clock(on=TODAY, viewer=TOWN)


def all_at_once(asks: list[tuple[AskLine, Viewer]]) -> list[str]:
    """Send requests together that were each told before any was sent; return "done" or the code of each refusal."""
    marks = [told(asked, by=by).mark for asked, by in asks]

    def send(number: int) -> str:
        asked, by = asks[number]
        try:
            sent(asked, by=by, key=f"request-key-{number}", mark=marks[number])
        except Refusal as refused:
            return refused.code
        return "done"

    return sorted(in_threads(len(asks), send))


def test_of_requests_for_the_same_last_pairs_one_is_opened() -> None:
    buyer = builders.firm("buyer")
    line = bought(builders.sku(), 100, seller=builders.factory(), buyer=buyer, place=builders.destination())
    found = all_at_once([(AskLine(line, 60, "surplus", "refund"), purchaser(buyer))] * AT_ONCE)
    assert found == ["done", *["market.claim_too_large"] * (AT_ONCE - 1)]
    assert (models.Ask.objects.count(), models.Case.objects.get().pairs) == (1, 60)
    assert market.Line.objects.get(pk=line).returned_pairs == 60
    assert broken(LAWS) == set()


def test_the_last_replacement_is_promised_to_one_and_no_pair_to_two() -> None:
    sku, seller, place = builders.sku(), builders.factory(), builders.destination()
    shelf = shelved(sku, 60, seller=seller)
    asks = []
    for buyer in (builders.firm("buyer") for _one in range(AT_ONCE)):
        line = bought(sku, 100, seller=seller, buyer=buyer, place=place)
        asks.append((AskLine(line, 60, "faulty", "exchange"), purchaser(buyer)))
    found = all_at_once(asks)
    assert found == ["done", *["returns.outcome_changed"] * (AT_ONCE - 1)]
    assert models.Replacement.objects.get().pairs == 60
    assert at_places(shelf) == {"set_aside": 60}
    assert depot.Stock.objects.get(lot__line_id=shelf).pairs_on_hand == 0
    assert (models.Case.objects.count(), broken(LAWS)) == (1, set())
