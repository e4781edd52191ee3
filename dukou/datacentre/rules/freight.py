"""Define the figures of freight: what a pair costs alone, at its firm's own best, and together, and what that saves."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dukou.datacentre.records import Cell
from dukou.datacentre.rules.counting import WINDOW_DAYS, Count, quotient, rows
from dukou.datacentre.rules.disclosure import FEWEST_FIRMS, parts, suppressed, why

MINOR_A_YUAN = 100
WORST_TENTH = 10
EXPORT = "export"
CAUSES = ("rate", "fill", "mode", "time")
SUMS = ("naive", "own_best", "together", "own_on_time", "on_time", "pairs")
# What is told of tariffs that are supposed.
SUPPOSED = frozenset(
    ("freight.own_best_a_pair", "freight.together_a_pair", "freight.saving_share", "freight.firms_worse_off")
)


def counts(tables: dict[str, Any]) -> list[Count]:
    """Return the figures of every load that has left."""
    left = tables["baselines"].filter(tables["baselines"].charge_minor.notnull())
    by_firm, shortfall, savings = _by_firm(left), _shortfall(left), tables["savings"]
    return [
        *_a_pair(by_firm, shortfall, _risk(savings)),
        _saving(by_firm, shortfall),
        *_by_destination(savings),
        *_by_cause(savings),
        *each_firm(by_firm),
        Count("freight.shortfall", quotient(shortfall, MINOR_A_YUAN) if by_firm else None, "CNY", len(by_firm)),
        *_on_time(by_firm),
        *_by_service(savings),
    ]


def details(tables: dict[str, Any], on: date) -> list[Count]:
    """Return what the figures of freight are made of: their sums, and the cost of a pair by destination."""
    baselines, savings = tables["baselines"], tables["savings"]
    left = baselines.filter(baselines.charge_minor.notnull())
    by_firm = _by_firm(left)
    firms, sums, risk = len(by_firm), _sums(by_firm), _risk(savings)
    costs = {"naive": sums["naive"], "own_best": sums["own_best"], "together": sums["together"], "risk": risk}
    pairs = {"sent": sums["pairs"], "on_time": sums["on_time"], "own_on_time": sums["own_on_time"]}
    recent = left.filter(left.on >= on - timedelta(days=WINDOW_DAYS), left.on < on)
    lately = _by_firm(recent)
    saved = _sums(lately)["own_best"] - _sums(lately)["together"] - _shortfall(recent)
    return [
        *(_yuan(f"freight.cost_{name}", minor if firms else None, firms) for name, minor in costs.items()),
        *(Count(f"freight.pairs_{name}", Decimal(count), "pairs", firms) for name, count in pairs.items()),
        _yuan("freight.saved_lately", saved if lately else None, len(lately)),
        *_by_tenth(by_firm),
        *_a_pair_by_destination(left, savings),
    ]


def supposed(tables: dict[str, Any], percent: int) -> list[Count]:
    """Return the figures of the same loads, solved again at so many per cent of the prices of carriage."""
    solved = tables["supposed"].filter(tables["supposed"].percent == percent)
    by_firm, shortfall = _by_firm(solved), _shortfall(solved)
    found = [
        *_a_pair(by_firm, shortfall, _risk(tables["savings"])),
        _saving(by_firm, shortfall),
        *each_firm(by_firm),
    ]
    return [one for one in found if one.key in SUPPOSED]


def _by_firm(left: Any) -> list[dict[str, Any]]:
    return rows(
        left.group_by("firm").aggregate(
            naive=left.naive_minor.sum(),
            own_best=left.own_best_minor.sum(),
            together=(left.charge_minor + left.waiting_minor).sum(),
            own_on_time=(left.pairs - left.own_best_late_pairs).sum(),
            on_time=(left.pairs - left.late_pairs).sum(),
            pairs=left.pairs.sum(),
        )
    )


def _shortfall(left: Any) -> int:
    """Return what loads cost beyond what their firms were charged; the town bears it, and together includes it."""
    of_load = left.group_by("load").aggregate(shortfall=left.load_shortfall_minor.max())
    (found,) = rows(of_load.aggregate(shortfall=of_load.shortfall.sum()))
    return found["shortfall"] or 0


def _risk(savings: Any) -> int | None:
    """Return what insurance and damage cost, the same each way; None where they were not published for every load."""
    (found,) = rows(savings.aggregate(risk=savings.risk_minor.sum(), unknown=savings.risk_minor.isnull().sum()))
    return None if found["unknown"] else found["risk"] or 0


def _a_pair(by_firm: Sequence[Mapping[str, Any]], shortfall: int, risk: int | None) -> list[Count]:
    """Divide everything from factory door to buyer's door by the pairs that arrive on time."""
    sums = _sums(by_firm)

    def a_pair(way: str, cost: int, on_time: int) -> Count:
        value = None if risk is None else quotient(cost + risk, on_time * MINOR_A_YUAN)
        return Count(f"freight.{way}_a_pair", value, "CNY/pair", len(by_firm))

    return [
        a_pair("naive", sums["naive"], sums["own_on_time"]),
        a_pair("own_best", sums["own_best"], sums["own_on_time"]),
        a_pair("together", sums["together"] + shortfall, sums["on_time"]),
    ]


def _saving(by_firm: Sequence[Mapping[str, Any]], shortfall: int) -> Count:
    sums = _sums(by_firm)
    share = quotient(sums["own_best"] - sums["together"] - shortfall, sums["own_best"])
    return Count("freight.saving_share", share, "share", len(by_firm))


def each_firm(by_firm: Sequence[Mapping[str, Any]], *, of: str = "freight") -> list[Count]:
    """Look at each firm by itself: the median one, the worst tenth, and those that are worse off.

    The worst tenth is told by its best firm, the first decile: nine firms in ten save more.
    """
    savings = sorted(_share_saved(row) for row in by_firm if row["own_best"])
    firms = len(savings)
    worse = sum(1 for row in by_firm if row["together"] > row["own_best"])
    return [
        Count(f"{of}.median_firm_saving", savings[firms // 2] if firms else None, "share", firms),
        Count(f"{of}.worst_tenth_saving", savings[firms // WORST_TENTH] if firms else None, "share", firms),
        Count(f"{of}.firms_worse_off", Decimal(worse) if by_firm else None, "firms", len(by_firm)),
    ]


def _by_tenth(by_firm: Sequence[Mapping[str, Any]]) -> list[Count]:
    """Return what firms saved, tenth by tenth from the least saving on; fewer parts where they would have few firms."""
    found = sorted((row for row in by_firm if row["own_best"]), key=lambda row: (_share_saved(row), row["firm"]))
    count = min(WORST_TENTH, len(found) // FEWEST_FIRMS)
    cells = [
        Cell(
            f"{place * count // len(found) + 1:02}/{count}",
            row["firm"],
            row["own_best"] - row["together"],
            row["own_best"],
        )
        for place, row in enumerate(found)
        if count
    ]
    return Count.by_part("freight.firms_saving_share", cells, "share")


def _share_saved(row: Mapping[str, Any]) -> Decimal:
    share: Decimal = Decimal(row["own_best"] - row["together"]) / row["own_best"]
    return share


def _on_time(by_firm: Sequence[Mapping[str, Any]]) -> list[Count]:
    sums, firms = _sums(by_firm), len(by_firm)
    return [
        Count("freight.on_time_share", quotient(sums["on_time"], sums["pairs"]), "share", firms),
        Count("freight.own_best_on_time_share", quotient(sums["own_on_time"], sums["pairs"]), "share", firms),
    ]


def _yuan(key: str, minor: int | None, firms: int) -> Count:
    return Count(key, None if minor is None else quotient(minor, MINOR_A_YUAN), "CNY", firms)


def _sums(by_firm: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {name: sum(row[name] for row in by_firm) for name in SUMS}


def _by_destination(savings: Any) -> list[Count]:
    """Return each destination's saving; home and abroad are suppressed apart, for the sum of each side is shown too."""
    cells = savings.group_by(is_export=savings.segment == EXPORT, part=savings.destination, firm=savings.firm)
    saving = savings.own_best_minor - savings.together_minor
    found = rows(cells.aggregate(amount=saving.sum(), base=savings.own_best_minor.sum()))
    sides = ([row for row in found if row["is_export"] is side] for side in (False, True))
    return [count for side in sides for count in Count.by_part("freight.saving_share", _cells(side), "share")]


def _a_pair_by_destination(left: Any, savings: Any) -> Iterator[Count]:
    """Yield what a pair costs to each destination in each way; the same destinations are hidden as of the saving."""
    cells = savings.group_by(is_export=savings.segment == EXPORT, part=savings.destination, firm=savings.firm)
    found = rows(
        cells.aggregate(
            base=savings.own_best_minor.sum(), together=savings.together_minor.sum(), risk=savings.risk_minor.sum()
        )
    )
    at = {
        row["part"]: row
        for row in rows(
            left.group_by(part=left.destination).aggregate(
                naive=left.naive_minor.sum(),
                own_on_time=(left.pairs - left.own_best_late_pairs).sum(),
                on_time=(left.pairs - left.late_pairs).sum(),
            )
        )
    }
    for side in (False, True):
        of_side = [row for row in found if row["is_export"] is side]
        found_parts = parts(_cells([{**row, "amount": row["base"]} for row in of_side]))
        hidden, reasons = suppressed(found_parts), {part.name: why(part) for part in found_parts}
        for part in sorted({row["part"] for row in of_side}):
            own, together, risk = (
                sum(row[name] or 0 for row in of_side if row["part"] == part) for name in ("base", "together", "risk")
            )
            of = at.get(part, {"naive": 0, "own_on_time": 0, "on_time": 0})
            ways = {
                "naive": (of["naive"] + risk, of["own_on_time"]),
                "own_best": (own + risk, of["own_on_time"]),
                "together": (together + risk, of["on_time"]),
            }
            for way, (cost, pairs) in ways.items():
                key, value = f"freight.{way}_a_pair", quotient(cost, pairs * MINOR_A_YUAN)
                if part in hidden:
                    yield Count(key, None, "CNY/pair", None, part, is_suppressed=True, reason=reasons[part])
                else:
                    yield Count(key, value, "CNY/pair", None, part)


def _by_cause(savings: Any) -> list[Count]:
    """Divide the saving by where it arose: its causes, and the kinds of shipments; all of it is in own best's share."""
    minors = {cause: savings[f"{cause}_minor"].sum() for cause in CAUSES}
    cells = savings.group_by(part=savings.segment, firm=savings.firm)
    found = rows(cells.aggregate(base=savings.own_best_minor.sum(), **minors))
    firms, base = len({row["firm"] for row in found}), sum(row["base"] for row in found)
    counts = Count.by_part(
        "freight.segment_saving_share",
        _cells([{**row, "amount": sum(row[cause] for cause in CAUSES)} for row in found]),
        "share",
    )
    for cause in CAUSES:
        key = f"freight.saving_{cause}"
        counts.append(Count(key, quotient(sum(row[cause] for row in found), base), "share", firms))
        counts += Count.by_part(key, _cells([{**row, "amount": row[cause]} for row in found]), "share")
    return counts


def _by_service(savings: Any) -> list[Count]:
    """Divide the pairs by the service that carries them, at own best and together."""
    counts = []
    for key, column in (("freight.own_best_service_share", "own_best_service"), ("freight.service_share", "service")):
        cells = savings.group_by(part=savings[column], firm=savings.firm)
        found = rows(cells.aggregate(amount=savings.pairs.sum(), base=savings.pairs.sum()))
        counts += Count.by_part(key, _cells(found), "share", of=sum(row["amount"] for row in found))
    return counts


def _cells(found: Sequence[Mapping[str, Any]]) -> list[Cell]:
    return [Cell(row["part"], row["firm"], row["amount"], row["base"]) for row in found]
