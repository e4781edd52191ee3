"""Tell the book of facts what going together costs, for the load and for each firm."""

from typing import Literal

from dukou.freight import models
from dukou.freight.records import Pooling
from dukou.provenance.records import NewFact

Told = Literal["offered", "planned", "charged"]
KINDS: dict[Told, tuple[str, str]] = {
    "offered": ("freight.load_offered", "freight.firm_offered"),
    "planned": ("freight.load_replanned", "freight.firm_reoffered"),
    "charged": ("freight.load_pooled", "freight.firm_charged"),
}


def pooling_facts(load: models.Load, pooling: Pooling, told: Told) -> list[NewFact]:
    """Return the fact of a load, which concerns the town, and one for each firm in it."""
    of_load, of_firm = KINDS[told]
    whole = {
        "firms": len(pooling.charges),
        "own_best_minor": sum(one.own_best_minor for one in pooling.charges),
        "paid_minor": pooling.paid_minor,
        "waiting_minor": pooling.waiting_minor,
        "bound_minor": pooling.bound_minor,
        "shortfall_minor": pooling.shortfall_minor,
        "method": "engine" if pooling.is_sound else "simple",
    }
    facts = [NewFact(of_load, load.code, None, whole, load.on)]
    for one in pooling.charges:
        share = {
            "own_best_minor": one.own_best_minor,
            "charge_minor": one.charge_minor,
            "waiting_minor": one.waiting_minor,
            "late_pairs": one.late_pairs,
        }
        facts.append(NewFact(of_firm, load.code, one.firm, share, load.on))
    return facts
