"""Let the buyer of a deal claim something without sending it back; what is asked of the claim is taken back after."""

import io

from PIL import Image

from dukou.base.town import TOWN
from dukou.files.models import Ref
from dukou.journey import conversing
from dukou.market.models import Line, ReturnRequest
from dukou.returns import door
from dukou.returns.models import Case, Note
from tests.visibility.deals import Deal
from tests.visibility.world import World

CODE, PICTURE = "visibleclaim2222", "visiblepicture22"
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


def pictured(code: str, world: World) -> str:
    """Write a picture on a claim, if there is one, and return the name that it has, or would have."""
    if not Case.objects.filter(code=code).exists():
        return PICTURE
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(picture, "PNG")
    conversing.write(code, "", picture.getvalue(), viewer=world.viewers["buyer"], on=world.tomorrow, now=world.now)
    notes = Note.objects.filter(case__code=code)
    Ref.objects.filter(code__in=notes.values("picture")).update(code=PICTURE)
    notes.update(picture=PICTURE)
    return PICTURE
