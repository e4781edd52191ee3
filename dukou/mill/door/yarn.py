"""Book which yarn went into which socks, and tell what a lot is of and what else is of the same."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer
from dukou.mill import models
from dukou.mill.records import NewYarnUse, SiblingLot, YarnUsed
from dukou.mill.rules import yarn as rules
from dukou.mill.rules.declining import is_code
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

CHUNK = 10_000
# Written without model instances: a town's year is some hundred thousand rows.
BRING = (
    "INSERT INTO mill_yarnlot (code, firm_id, number, fibre, count, came_on, grams, grams_left, is_simulated)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
USE = (
    'INSERT INTO mill_yarnuse (lot_id, yarn_id, grams, "on")'
    " SELECT %s, id, %s, %s FROM mill_yarnlot WHERE firm_id = %s AND number = %s"
)
TAKE = "UPDATE mill_yarnlot SET grams_left = grams_left - %s WHERE firm_id = %s AND number = %s"
USED = ("lot_id", "yarn__number", "yarn__fibre", "yarn__count", "yarn__came_on", "grams", "yarn__is_simulated")
SIBLING = ("id", "code", "line__seller_id", "firm_id", "family")


def book_yarn(new: NewYarnUse, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Enter that a lot of the viewer's firm was knitted from a lot of its yarn; said twice it is entered once.

    A number that is new comes on with it. More than is left of a lot of yarn is refused.
    """
    rules.require_yarn(new)
    with transaction.atomic():
        lots = models.Lot.objects.filter(code=new.lot_code if is_code(new.lot_code) else "")
        lot = lots.select_for_update(of=("self",)).first()
        if lot is None or not viewer.acts_for(lot.firm_id):
            raise Missing("mill.lot_not_found")
        yarn = models.YarnLot.objects.filter(firm_id=lot.firm_id, number=new.number).select_for_update().first()
        if yarn is None:
            yarn = _come_on(new, lot.firm_id, on)
        before = models.YarnUse.objects.filter(lot=lot, yarn=yarn).first()
        if before is not None and before.grams == new.grams_used:
            return
        if before is not None:
            raise Refusal("mill.yarn_booked", {"grams": before.grams})
        if yarn.grams_left < new.grams_used:
            raise Refusal("mill.yarn_short", {"left": yarn.grams_left})
        models.YarnUse.objects.create(lot=lot, yarn=yarn, grams=new.grams_used, on=on)
        models.YarnLot.objects.filter(pk=yarn.pk).update(grams_left=F("grams_left") - new.grams_used)
        payload = {"grams": new.grams_used, "yarn": yarn.pk}
        provenance.append([NewFact("mill.yarn_booked", lot.code, lot.firm_id, payload, on)], viewer=viewer, now=now)


def yarn_of_lots(lot_ids: Sequence[int], *, viewer: Viewer) -> list[YarnUsed]:
    """Return the yarn in lots of socks, most of it first, as far as the viewer sells or makes them; desks see all."""
    rows = models.YarnUse.objects.filter(lot_id__in=lot_ids).order_by("lot_id", "-grams", "id")
    if not viewer.runs_desks:
        mine = Q(lot__firm_id=viewer.firm) | Q(lot__line__seller_id=viewer.firm)
        rows = rows.none() if viewer.firm is None else rows.filter(mine)
    return [YarnUsed(*row) for row in rows.values_list(*USED)]


def sibling_lots(lot_id: int, *, viewer: Viewer) -> list[SiblingLot]:
    """Return a lot and what shares its main yarn, or its machines on a day on which they knitted it; for desks.

    The main yarn is the fibre that it has most of: of the little elastane in a sock, one lot lasts for many others.
    """
    if not viewer.runs_desks:
        raise Missing("mill.lot_not_found")
    lot = models.Lot.objects.filter(id=lot_id).first()
    if lot is None:
        raise Missing("mill.lot_not_found")
    uses = models.YarnUse.objects.filter(lot=lot).order_by("-grams", "id")
    main = uses.values("yarn__fibre")[:1]
    same_yarn = models.YarnUse.objects.filter(yarn__in=uses.filter(yarn__fibre=main).order_by().values("yarn"))
    days = models.Progress.objects.filter(lot=lot).values("on")
    same_days = models.Progress.objects.filter(lot=OuterRef("pk"), on__in=days)
    every = models.Lot.objects.exclude(id=lot.pk).order_by("id")
    found = {
        "itself": models.Lot.objects.filter(id=lot.pk),
        "machines": every.filter(Exists(same_days), group=lot.group_id),
        "yarn": every.filter(id__in=same_yarn.values("lot")),
    }
    return [SiblingLot(*(*row, shares)) for shares, rows in found.items() for row in rows.values_list(*SIBLING)]


def draw_off(lot_ids: Sequence[int], on: date) -> None:
    """Take the yarn of lots that are through, in the caller's transaction; those whose firms entered theirs have it."""
    if not lot_ids:
        return
    is_entered = Exists(models.YarnUse.objects.filter(lot=OuterRef("pk")))
    lots: list[rules.KnittedLot] = []
    for start in range(0, len(lot_ids), CHUNK):
        rows = models.Lot.objects.filter(~is_entered, id__in=lot_ids[start : start + CHUNK]).order_by("id")
        fields = ("id", "firm_id", "pieces_made", "line__sku__style__grams_per_pair")
        lots += [rules.KnittedLot(*row) for row in rows.values_list(*fields)]
    there: dict[rules.Shelf, list[tuple[str, int]]] = defaultdict(list)
    lying = models.YarnLot.objects.filter(is_simulated=True, grams_left__gt=0).order_by("id")
    for firm, fibre, number, grams in lying.values_list("firm_id", "fibre", "number", "grams_left"):
        there[firm, fibre].append((number, grams))
    used, brought = rules.draw_off(lots, there, on)
    with connection.cursor() as cursor:
        cursor.executemany(
            BRING,
            [
                (new_code(), one.firm, one.number, one.fibre, one.count, on, one.grams, one.grams, True)
                for one in brought
            ],
        )
        cursor.executemany(USE, [(one.lot_id, one.grams, on, one.firm, one.number) for one in used])
        cursor.executemany(TAKE, [(one.grams, one.firm, one.number) for one in used])


def _come_on(new: NewYarnUse, firm: int, on: date) -> models.YarnLot:
    """Enter a lot of yarn that is new here."""
    if new.grams_came < new.grams_used:
        raise Refusal("mill.yarn_short", {"left": new.grams_came})
    return models.YarnLot.objects.create(
        code=new_code(),
        firm_id=firm,
        number=new.number,
        fibre=new.fibre,
        count=new.count,
        came_on=on,
        grams=new.grams_came,
        grams_left=new.grams_came,
    )
