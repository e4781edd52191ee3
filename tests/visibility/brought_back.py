"""Let the buyer of a deal send something back; what is asked of the return is taken back after."""

from dukou.base.town import TOWN
from dukou.market.models import Line, ReturnRequest
from dukou.returns import door
from dukou.returns.door.labels import text_of
from dukou.returns.models import Case
from tests.visibility.deals import Deal
from tests.visibility.table import abroad
from tests.visibility.world import World

CODE = "visibleback22222"
PAIRS = 10


def sent_back(deal: Deal, world: World, *, is_here: bool = False) -> str:
    """Return the code of a return of the deal's own line, if there is one: on its way, or received by people."""
    line = Line.objects.filter(pk=deal.own_line).first()
    if line is None:
        return CODE
    asked = ReturnRequest.objects.create(
        line=line, pairs=PAIRS, lag_days=1, claimed_on=world.on, reason="surplus", wish="refund"
    )
    door.take_back(on=world.tomorrow, viewer=TOWN, now=world.now)
    changed = {"state": "received", "received_on": world.tomorrow} if is_here else {}
    Case.objects.filter(request=asked).update(code=CODE, **changed)
    return CODE


def label(deal: Deal, world: World) -> str:
    """Return what the label of such a return says."""
    return text_of(sent_back(deal, world))


def overseas(deal: Deal, world: World) -> str:
    """Return the code of a return that came back to an overseas depot."""
    site = abroad.depot(world)
    code = sent_back(deal, world, is_here=True)
    Case.objects.filter(code=code).update(site_id=site)
    return code
