"""Invent certificates: larger factories hold more of them, and some have run out."""

from collections.abc import Iterator
from datetime import date, timedelta

from dukou.base.draws import stable_key, uniforms
from dukou.base.ids import derived_code
from dukou.journey.seed.firms import TownPlan
from dukou.registry.records import NewCertificate

SOURCE = "invented for the demo town"
# Kind, share of the factories that hold one, years of validity. The shares are assumptions.
OF_FACTORIES = (
    ("OEKO-TEX STANDARD 100", 0.35, 1),
    ("ISO 9001", 0.20, 3),
    ("amfori BSCI", 0.12, 2),
    ("GRS", 0.08, 1),
)
OF_THE_LAB = (("CMA", 6), ("CNAS", 6))
YEAR_DAYS = 365


def plan(town: TownPlan, *, on: date, seed: int) -> list[NewCertificate]:
    """Return the town's certificates; each began at some time within its validity, or shortly before that."""
    lab = town.first("lab")
    lab_has = [_certificate(lab, kind, years, 0.5, on, seed) for kind, years in OF_THE_LAB]
    return [*_of_factories(town, on, seed), *lab_has]


def _of_factories(town: TownPlan, on: date, seed: int) -> Iterator[NewCertificate]:
    for kind, share, years in OF_FACTORIES:
        has, age = (
            uniforms(f"seed.{what}", [stable_key(seed, kind, firm) for firm in town.factories])
            for what in ("certified", "age")
        )
        for place, firm in enumerate(town.factories):
            # Factories stand by size: the chance grows evenly from none to twice the share.
            chance = 2 * share * (place + 0.5) / len(town.factories)
            if has[place] < chance:
                yield _certificate(firm, kind, years, 1.1 * float(age[place]), on, seed)


def _certificate(firm: str, kind: str, years: int, age: float, on: date, seed: int) -> NewCertificate:
    """Return a certificate that is so much of its validity old."""
    days = years * YEAR_DAYS
    first = on - timedelta(days=round(age * days))
    number = derived_code(f"seed-{seed}", "certificate", f"{firm}-{kind}")
    return NewCertificate(
        firm_code=firm,
        kind=kind,
        number=f"DEMO-{number[:10].upper()}",
        valid_from=first,
        valid_to=first + timedelta(days=days - 1),
        source=SOURCE,
    )
