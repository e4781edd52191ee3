"""Decide which locks can be kept, and who bears what they cost."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dukou.base.errors import Refusal
from dukou.engines.consolidate.tariff import carriage_minor
from dukou.freight.records import Departure, FirmBaseline, FirmCharge, Goods, Pooling
from dukou.freight.records.sharing import Sharing
from dukou.freight.rules.pricing import engine_tariff
from dukou.freight.rules.ways import places_of, waiting_minor

PARCEL = "parcel"


def held(locked: Mapping[int, int], goods: Sequence[Goods]) -> dict[int, int]:
    """Return the locks of these goods, by shipment: those of firms that go alone rest."""
    return {one.shipment: locked[one.shipment] for one in goods if one.shipment in locked}


def require_keepable(
    goods: Sequence[Goods], frozen: Sequence[FirmBaseline], departure: Departure, planned: Sequence[int]
) -> None:
    """Refuse locks where goods cannot go so though all others went as `planned`, each by its firm's own best.

    Who stays aboard when others leave then still can: no answer of a firm makes a lock impossible.
    """
    tariffs = [departure.tariffs[place] for place in places_of(planned, departure)]
    aboard: dict[int, list[Goods]] = defaultdict(list)
    waits: dict[int, int] = defaultdict(int)
    for one, tariff in zip(goods, tariffs, strict=True):
        aboard[tariff.id].append(one)
        waits[one.firm] += waiting_minor(one, tariff, departure)
    for tariff in {one.id: one for one in tariffs}.values():
        service = engine_tariff(tariff, departure.rates)
        its = aboard[tariff.id]
        parts = [[one] for one in its] if tariff.kind == PARCEL else [its]
        for part in parts:
            size = (sum(one.grams for one in part), sum(one.ml for one in part), sum(one.value_minor for one in part))
            if carriage_minor(service, *size) is None:
                raise Refusal("freight.service_too_small", {"service": tariff.service})
    if any(waits[one.firm] > one.own_best_minor for one in frozen):
        raise Refusal("freight.lock_waits_too_long")


def borne_by_town(locked: Pooling, free: Pooling) -> Pooling:
    """Return a pooling with locks in which no firm pays more, waiting included, than without them.

    Each pays the lower of its two shares, and what is missing is the town's shortfall: a desk's decision never costs a
    firm that agreed to a price. Who has to wait for more than it would pay is charged nothing.
    """
    together = {one.firm: one.charge_minor + one.waiting_minor for one in free.charges}
    charges = tuple(
        replace(one, charge_minor=max(0, min(one.charge_minor, together[one.firm] - one.waiting_minor)))
        for one in locked.charges
    )
    return replace(
        locked,
        charges=charges,
        shortfall_minor=locked.paid_minor - sum(one.charge_minor for one in charges),
        is_sound=locked.is_sound and free.is_sound,
        sharing=locked.sharing and _spared(locked.sharing, charges),
    )


def _spared(sharing: Sharing, charges: Sequence[FirmCharge]) -> Sharing:
    """Return a division in which the common fund bears what these charges spare firms; nobody complains more of it."""
    spared = [its.charge_minor - one.charge_minor for its, one in zip(sharing.shares, charges, strict=True)]
    shares = tuple(
        replace(its, charge_minor=its.charge_minor - less, spared_minor=its.spared_minor + less)
        for its, less in zip(sharing.shares, spared, strict=True)
    )
    return replace(sharing, fund_minor=sharing.fund_minor + sum(spared), shares=shares)
