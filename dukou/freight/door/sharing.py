"""Open how the cost of a load was divided: kept with each division, shown to the desks, to a firm its own part."""

from collections.abc import Collection
from dataclasses import fields

from django.db.models import Count, F, Max, Sum

from dukou.base.errors import Missing
from dukou.base.viewer import Viewer
from dukou.freight import models
from dukou.freight.records import APART
from dukou.freight.records.sharing import FirmSaving, FirmShare, LoadSharing, ShareTold, Sharing
from dukou.provenance.records import NewFact

CHUNK = 2_000
SHARES = tuple(one.name.replace("firm", "firm_id") for one in fields(FirmShare))
WHOLE = tuple(one.name for one in fields(Sharing) if one.name != "shares")
# What of a division its fact says besides how many firms shared it.
PROVEN = ("complaint_e6", "epsilon_e6", "error_ppm", "fund_minor", "method", "paid_minor")
MILLION = 1_000_000


def write_sharing(load: models.Load, sharing: Sharing | None) -> list[NewFact]:
    """Keep how a load's cost is divided, in the transaction that writes its charges; return the fact of it."""
    if sharing is None:
        return []
    row = models.Sharing.objects.create(load=load, **{name: getattr(sharing, name) for name in WHOLE})
    models.FirmShare.objects.bulk_create(
        (
            models.FirmShare(sharing=row, **{name: getattr(one, name.replace("firm_id", "firm")) for name in SHARES})
            for one in sharing.shares
        ),
        batch_size=CHUNK,
    )
    payload = {"firms": len(sharing.shares), **{name: getattr(sharing, name) for name in PROVEN}}
    return [NewFact("freight.load_shared", load.code, None, payload, load.on)]


def sharing_of(load: str, *, viewer: Viewer) -> LoadSharing:
    """Return how a load's cost is divided, with all its firms; for the shared desks, for others it does not exist."""
    rows = models.Load.objects.filter(code=load).select_related("destination")
    found = rows.first() if viewer.runs_desks and load.isalnum() else None
    if found is None:
        raise Missing("freight.load_not_found")
    row = models.Sharing.objects.filter(load=found).order_by("-id").first()
    sharing = None if row is None else _sharing(row)
    return LoadSharing(found.code, found.on, found.destination.code, found.state, sharing)


def _sharing(row: models.Sharing) -> Sharing:
    shares = models.FirmShare.objects.filter(sharing=row).order_by("firm_id").values_list(*SHARES)
    return Sharing(**{name: getattr(row, name) for name in WHOLE}, shares=tuple(FirmShare(*one) for one in shares))


def shares_told(loads: Collection[int], firms: Collection[int]) -> dict[tuple[int, int], ShareTold]:
    """Return what each firm's part of each of these loads rests on, by both keys: that of the latest division."""
    rows = models.FirmShare.objects.filter(sharing__load_id__in=set(loads), firm_id__in=set(firms))
    told = {}
    for load, firm, method, alone, added, error, spared, epsilon, complains in rows.order_by("sharing_id").values_list(
        *("sharing__load_id", "firm_id", "sharing__method", "alone_minor", "added_e6", "error_e6", "spared_minor"),
        *("sharing__epsilon_e6", "is_complaining"),
    ):
        told[load, firm] = ShareTold(
            method=method,
            alone_minor=alone,
            added_minor=round(added / MILLION),
            error_minor=round(error / MILLION),
            spared_minor=spared,
            epsilon_minor=round(epsilon / MILLION),
            is_complaining=complains,
        )
    return told


def savings_of_firms(*, viewer: Viewer) -> list[FirmSaving]:
    """Return what each firm's goods cost at own best and together, over all loads that have left; for the desks."""
    if not viewer.runs_desks:
        raise Missing("freight.saving_not_found")
    charged = models.Charge.objects.filter(load__state="dispatched").values("firm_id").order_by("firm_id")
    sums = charged.annotate(
        loads=Count("id"), own_best=Sum("own_best_minor"), together=Sum(F("charge_minor") + F("waiting_minor"))
    )
    left = models.Baseline.objects.filter(load__state="dispatched").values("firm_id")
    pairs = dict(left.annotate(sent=Sum("pairs")).values_list("firm_id", "sent"))
    said = models.Offer.objects.filter(load__state="dispatched", answer__in=APART).values("firm_id")
    alone = dict(said.annotate(count=Count("id")).values_list("firm_id", "count"))
    spared = _spared()
    return [
        FirmSaving(
            firm=row["firm_id"],
            loads=row["loads"],
            loads_alone=alone.get(row["firm_id"], 0),
            pairs=pairs.get(row["firm_id"], 0),
            own_best_minor=row["own_best"],
            together_minor=row["together"],
            spared_minor=spared.get(row["firm_id"], 0),
        )
        for row in sums
    ]


def _spared() -> dict[int, int]:
    """Return what the common fund bore of each firm's parts: of each load that has left, by its latest division."""
    later = models.Sharing.objects.filter(load__state="dispatched").values("load_id").annotate(last=Max("id"))
    rows = models.FirmShare.objects.filter(sharing_id__in=later.values("last"), spared_minor__gt=0)
    return dict(rows.values("firm_id").annotate(sum=Sum("spared_minor")).values_list("firm_id", "sum"))
