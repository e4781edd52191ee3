"""Decide how strictly a lot is inspected, what is found, and what becomes of it.

Critical faults reject a lot at once, major ones are limited by AQL 2.5 and minor ones by AQL 4.0, general level II:
customary for socks. One verdict over all three moves the severity of the firm's product family.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from dukou.base.draws import Floats, uniforms
from dukou.base.solving import QUICK
from dukou.engines import sample
from dukou.engines.sample.switch import Result as Verdict
from dukou.lab.records import Inspected, OfferedLot, Outcome

LEVEL = "II"
MAJOR_AQL, MINOR_AQL = "2.5", "4.0"
MOST_ATTEMPTS = 3
SORTING_DAYS = 2
# While inspection is discontinued, lots wait so many days for the firm's corrective action.
CORRECTION_DAYS = 3
# Production of a family counts as steady while its lots follow each other within so many days.
STEADY_DAYS = 14

# Simulated: these rates and shares are assumptions, listed on the page of assumptions.
CRITICAL_RATE = 1 / 300_000
CARELESS_SHARE = 0.10
# How many lots go wrong (a broken needle, a machine out of set), and how faulty pairs are in the others, by care.
FAULTY_LOT_SHARE = (0.03, 0.15)
MAJOR_RATES = ((0.004, 0.008), (0.010, 0.016))
MINOR_RATES = ((0.006, 0.010), (0.012, 0.020))
MAJOR_RATES_OF_FAULTY = (0.08, 0.25)
MINOR_RATES_OF_FAULTY = (0.10, 0.30)
# Sorting a lot by hand leaves so much of its faults: majors are scrapped, minors mended.
LEFT_BY_SORTING = 0.2

Key = tuple[int, str]
Plans = tuple[sample.Plan, sample.Plan]


@dataclass(frozen=True, slots=True)
class Family:
    """Hold how a firm's product family is inspected: the switching state, its last lot, and when it is resumed."""

    state: sample.State = sample.START
    last_on: date | None = None
    resume_on: date | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any], resume_on: date | None) -> "Family":
        """Read a family's state."""
        counts = {name: value for name, value in data.items() if name not in {"last_on", "recent"}}
        last_on = data["last_on"] and date.fromisoformat(data["last_on"])
        return cls(sample.State(**counts, recent=tuple(data["recent"])), last_on, resume_on)

    def to_json(self) -> dict[str, Any]:
        """Write the family's state."""
        return asdict(self.state) | {"last_on": self.last_on and self.last_on.isoformat()}


@dataclass(frozen=True, slots=True)
class Chances:
    """Hold the rates of faults in one lot as it is offered, and its draws in [0, 1)."""

    critical: float
    major: float
    minor: float
    critical_draw: float
    major_draw: float
    minor_draw: float
    sorting_draw: float


def inspect(
    lots: Sequence[OfferedLot], families: Mapping[Key, Family], on: date
) -> tuple[list[Inspected], dict[Key, Family]]:
    """Inspect lots in the order of their keys, and return what was found and the families whose state moved.

    Only a lot's first inspection is original and moves the state. Lots of a family that is discontinued are left out.
    """
    in_order = sorted(lots, key=lambda lot: lot.lot_id)
    done: list[Inspected] = []
    planned: dict[tuple[int, str], Plans] = {}
    moved: dict[Key, Family] = {}
    for lot, chances in zip(in_order, _chances(in_order), strict=True):
        key = (lot.firm, lot.family)
        family = moved.get(key) or _resumed(families.get(key, Family()), on)
        if family.state.discontinued:
            continue
        size = (lot.pairs_left, family.state.severity)
        if size not in planned:
            planned[size] = plans(*size)
        inspected, state = _inspect(lot, chances, family, planned[size], on)
        done.append(inspected)
        moved[key] = _after(family, state, on) if lot.attempt == 1 else family
    _require_plans(planned)
    return done, {key: family for key, family in moved.items() if family != families.get(key)}


def tightened(asked: Collection[Key], known: Mapping[Key, Family]) -> dict[Key, Family]:
    """Return those of these families that are inspected less strictly, on tightened inspection from now on."""
    families = {key: known.get(key, Family()) for key in sorted(asked)}
    lax = {key: one for key, one in families.items() if one.state.severity != "tightened"}
    return {key: Family(sample.State(severity="tightened"), one.last_on) for key, one in lax.items()}


def plans(pairs: int, severity: str) -> Plans:
    """Return the sampling plans of a lot for major and for minor faults."""
    answer = sample.solve(_problem(pairs, severity), limit=QUICK, seed=0)
    return answer.plans[0], answer.plans[1]


def faults(pairs: int, rate: float, draw: float) -> int:
    """Return how many of so many pairs are faulty: the binomial quantile of a draw, by summing its terms."""
    term = total = (1.0 - rate) ** pairs
    odds = rate / (1.0 - rate)
    count = 0
    while draw >= total and count < pairs:
        term *= odds * (pairs - count) / (count + 1)
        total += term
        count += 1
    return count


def _problem(pairs: int, severity: str) -> sample.Problem:
    return sample.Problem(tuple(sample.Lot(pairs, LEVEL, aql, severity) for aql in (MAJOR_AQL, MINOR_AQL)))


def _inspect(
    lot: OfferedLot, chances: Chances, family: Family, both: Plans, on: date
) -> tuple[Inspected, sample.State]:
    major_plan, minor_plan = both
    sample_pairs = max(major_plan.sample_pairs, minor_plan.sample_pairs)
    critical = faults(sample_pairs, chances.critical, chances.critical_draw)
    major = faults(major_plan.sample_pairs, chances.major, chances.major_draw)
    minor = faults(minor_plan.sample_pairs, chances.minor, chances.minor_draw)
    results = (sample.judge(major_plan, major), sample.judge(minor_plan, minor))
    is_accepted = critical == 0 and "rejected" not in results
    least = min(critical + major, lot.pairs_left)
    outcome, scrapped = _fate(lot, least, chances) if not is_accepted else ("passed", 0)
    inspected = Inspected(
        lot=lot,
        severity=family.state.severity,
        letter=major_plan.letter,
        sample_pairs=sample_pairs,
        critical_found=critical,
        major_found=major,
        major_accept=major_plan.accept,
        minor_found=minor,
        minor_accept=minor_plan.accept,
        result="accepted" if is_accepted else "rejected",
        outcome=outcome,
        pairs_scrapped=scrapped,
        again_on=on + timedelta(days=SORTING_DAYS) if outcome == "rework" else None,
    )
    state = sample.after(
        family.state,
        _verdict(results, is_accepted=is_accepted),
        would_pass_tighter=sample.would_pass_tighter(major_plan.accept, major)
        and sample.would_pass_tighter(minor_plan.accept, minor),
        accept_number=min(major_plan.accept, minor_plan.accept),
        steady=family.last_on is None or (on - family.last_on).days <= STEADY_DAYS,
    )
    return inspected, state


def _verdict(results: Sequence[Verdict], *, is_accepted: bool) -> Verdict:
    """Return the result that moves the severity: the worst of those of majors and minors, unless criticals rejected."""
    if not is_accepted:
        return "rejected"
    return "accepted_marginally" if "accepted_marginally" in results else "accepted"


def _fate(lot: OfferedLot, least: int, chances: Chances) -> tuple[Outcome, int]:
    """Return what becomes of a rejected lot and how many pairs are scrapped: at least those found, at most all."""
    sorted_out = int(lot.pairs_left * chances.major * (1 - LEFT_BY_SORTING) + chances.sorting_draw)
    scrapped = min(max(least, sorted_out), lot.pairs_left)
    if lot.attempt >= MOST_ATTEMPTS or scrapped == lot.pairs_left:
        return "scrapped", lot.pairs_left
    return "rework", scrapped


def _resumed(family: Family, on: date) -> Family:
    """Resume a discontinued family on tightened inspection once the time for correction is over."""
    if family.resume_on is None or on < family.resume_on:
        return family
    return Family(sample.resume(family.state), family.last_on)


def _after(family: Family, state: sample.State, on: date) -> Family:
    stopped = state.discontinued and not family.state.discontinued
    return Family(state, on, on + timedelta(days=CORRECTION_DAYS) if stopped else None)


def _chances(lots: Sequence[OfferedLot]) -> Iterator[Chances]:
    """Yield each lot's rates and draws; what was sorted before has fewer faults."""
    draws = [lot.draw for lot in lots]
    careless = uniforms("lab.careless", [lot.firm for lot in lots]) < CARELESS_SHARE
    is_faulty = uniforms("lab.faulty_lot", draws) < np.where(careless, FAULTY_LOT_SHARE[1], FAULTY_LOT_SHARE[0])
    left = LEFT_BY_SORTING ** np.array([lot.attempt - 1 for lot in lots], dtype=np.float64)
    rates = []
    for purpose, usual, of_faulty in (
        ("lab.major_rate", MAJOR_RATES, MAJOR_RATES_OF_FAULTY),
        ("lab.minor_rate", MINOR_RATES, MINOR_RATES_OF_FAULTY),
    ):
        draw = uniforms(purpose, draws)
        normal = np.where(careless, _between(usual[1], draw), _between(usual[0], draw))
        rates.append((np.where(is_faulty, _between(of_faulty, draw), normal) * left).tolist())
    tries = [lot.draw + lot.attempt for lot in lots]
    found = [uniforms(f"lab.{name}", tries).tolist() for name in ("critical", "major", "minor", "sorting")]
    return (Chances(*one) for one in zip((CRITICAL_RATE * left).tolist(), *rates, *found, strict=True))


def _between(ends: tuple[float, float], draw: Floats) -> Floats:
    return ends[0] + (ends[1] - ends[0]) * draw


def _require_plans(planned: Mapping[tuple[int, str], Plans]) -> None:
    """Raise RuntimeError unless the engine's own check finds every plan of the day in the printed tables."""
    problem = sample.Problem(tuple(lot for size in planned for lot in _problem(*size).lots))
    used = tuple(plan for both in planned.values() for plan in both)
    pairs = sum(plan.sample_pairs for plan in used)
    if broken := sample.check(problem, sample.Answer(used, pairs, pairs)):
        raise RuntimeError(f"{len(broken)} sampling plans are not those of the tables: {broken[0]}")
