"""Decide how goods go alone and together, who pays what, and what each firm is told."""

from dukou.freight.rules.delaying import REASONS, affected, require_reason, require_until
from dukou.freight.rules.legs import Leg, legs
from dukou.freight.rules.locking import held, require_keepable
from dukou.freight.rules.packing import leaving, packed
from dukou.freight.rules.picturing import fill, fits
from dukou.freight.rules.pooling import cost_minor, own_ways, pool, pool_where_it_pays
from dukou.freight.rules.proving import arm, as_billed, carriage_alone, drawn, proof, require_bill, require_past
from dukou.freight.rules.saving import Saving, risk_minor, savings, segment
from dukou.freight.rules.supposing import require_percents, scaled
from dukou.freight.rules.telling import offer_reason, reason, shown_totals, yuan
from dukou.freight.rules.ways import (
    FEES,
    arrives_on,
    baselines,
    days_late,
    fees,
    find_way,
    handling_minor,
    journeys,
    require_tariffs,
    rounded,
    waiting_minor,
)

__all__ = [
    "FEES",
    "REASONS",
    "Leg",
    "Saving",
    "affected",
    "arm",
    "arrives_on",
    "as_billed",
    "baselines",
    "carriage_alone",
    "cost_minor",
    "days_late",
    "drawn",
    "fees",
    "fill",
    "find_way",
    "fits",
    "handling_minor",
    "held",
    "journeys",
    "leaving",
    "legs",
    "offer_reason",
    "own_ways",
    "packed",
    "pool",
    "pool_where_it_pays",
    "proof",
    "reason",
    "require_bill",
    "require_keepable",
    "require_past",
    "require_percents",
    "require_reason",
    "require_tariffs",
    "require_until",
    "risk_minor",
    "rounded",
    "savings",
    "scaled",
    "segment",
    "shown_totals",
    "waiting_minor",
    "yuan",
]
