"""Let the buyer of a deal claim something without sending it back; what is asked of the claim is taken back after."""

from dukou.base.town import TOWN
from dukou.market.models import Line, ReturnRequest
from dukou.returns import door
from dukou.returns.models import Case
from tests.visibility.deals import Deal
from tests.visibility.world import World

CODE = "visibleclaim2222"
PAIRS = 10


def claimed(deal: Deal, world: World, *, ruling: str = "", is_appealed: bool = False) -> str:
    """Return the code of a claim on the deal's own line, if there is one: open, decided by its seller, or appealed."""
    line = Line.objects.filter(pk=deal.own_line).first()
    if line is None:
        return CODE
    asked = ReturnRequest.objects.create(
        line=line, pairs=PAIRS, lag_days=1, claimed_on=world.on, reason="late", wish="credit"
    )
    door.take_back(on=world.tomorrow, viewer=TOWN, now=world.now)
    Case.objects.filter(request=asked).update(code=CODE)
    if ruling:
        door.decide(CODE, ruling, 0, viewer=world.viewers["owner"], on=world.tomorrow, now=world.now)
    if is_appealed:
        door.appeal(CODE, "no", viewer=world.viewers["buyer"], on=world.tomorrow, now=world.now)
    return CODE
