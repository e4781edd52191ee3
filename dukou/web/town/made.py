"""Open a figure to what it is made of: its formula with the numbers put in, its rows, and what is assumed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dukou.registry.records import LimitRecord
from dukou.web.parts.excel import Cell, Sheet
from dukou.web.town.figures import Kept, Shown, part_name, shown, shown_limits
from dukou.web.words.datacentre import FIGURES

# How a figure is made of others; the braces stand for them in this order.
FORMULAS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "freight.naive_a_pair": (
        "({} + {}) ÷ {}",
        ("freight.cost_naive", "freight.cost_risk", "freight.pairs_own_on_time"),
    ),
    "freight.own_best_a_pair": (
        "({} + {}) ÷ {}",
        ("freight.cost_own_best", "freight.cost_risk", "freight.pairs_own_on_time"),
    ),
    "freight.together_a_pair": (
        "({} + {} + {}) ÷ {}",
        ("freight.cost_together", "freight.shortfall", "freight.cost_risk", "freight.pairs_on_time"),
    ),
    "freight.saving_share": (
        "({} − {} − {}) ÷ {}",
        ("freight.cost_own_best", "freight.cost_together", "freight.shortfall", "freight.cost_own_best"),
    ),
    "freight.on_time_share": ("{} ÷ {}", ("freight.pairs_on_time", "freight.pairs_sent")),
    "freight.own_best_on_time_share": ("{} ÷ {}", ("freight.pairs_own_on_time", "freight.pairs_sent")),
    "returns.net_loss_a_hundred": (
        "({} + {} + {} + {} + {} − {}) ÷ {} × 100",
        (
            "returns.refund_cost",
            "returns.replacement_cost",
            "returns.freight_cost",
            "returns.handling_cost",
            "returns.open_cases_cost",
            "returns.resale_cost",
            "returns.pairs_delivered",
        ),
    ),
    "returns.own_best_loss_a_hundred": (
        "({} + {} + {} + {}) ÷ {} × 100",
        (
            "returns.refund_cost",
            "returns.replacement_cost",
            "returns.own_best_cost",
            "returns.open_cases_cost",
            "returns.pairs_delivered",
        ),
    ),
    "returns.saving_a_hundred": ("{} − {}", ("returns.own_best_loss_a_hundred", "returns.net_loss_a_hundred")),
    "town.days_to_door": ("{} ÷ {}", ("town.pair_days", "town.pairs_delivered")),
    "town.price_a_pair": ("{} ÷ {}", ("town.output", "town.pairs_delivered")),
    "town.pairs_a_year": ("{} ÷ {} × 365", ("town.pairs_made", "town.days_lived")),
    "town.output_a_year": ("{} ÷ {} × 365", ("town.value_made", "town.days_lived")),
}
# What only stands in formulas; it is shown where they are, and not by itself.
TERMS = frozenset(term for _pattern, terms in FORMULAS.values() for term in terms) - {
    *("freight.shortfall", "town.pairs_made", "town.pairs_delivered", "town.output", "town.value_made"),
    *("returns.own_best_loss_a_hundred", "returns.net_loss_a_hundred"),
}
BY_DESTINATION = (
    _("By destination"),
    ("freight.naive_a_pair", "freight.own_best_a_pair", "freight.together_a_pair", "freight.saving_share"),
)
BY_SEGMENT = (
    _("By kind of shipment, as shares of own best"),
    ("freight.segment_saving_share", *(f"freight.saving_{cause}" for cause in ("rate", "fill", "mode", "time"))),
)
BY_TENTH = (_("By tenth of the firms, the least saving first"), ("freight.firms_saving_share",))
BY_SERVICE = (_("By service"), ("freight.own_best_service_share", "freight.service_share"))
LANES = (
    (_("From the villages to the destinations"), ("flow.naive", "flow.own_best")),
    (_("From the villages to the depot"), ("flow.pickup",)),
    (_("From the depot to the destinations"), ("flow.together",)),
)
# Which rows stand below the figures whose keys begin so, which others stand beside them, and which limits they rest on.
ROWS: Mapping[str, tuple[tuple[Promise | str, tuple[str, ...]], ...]] = {
    "freight.": (BY_TENTH, BY_DESTINATION, BY_SEGMENT, BY_SERVICE),
    "returns.": (
        (_("At other prices of carriage"), ("returns.own_best_at_carriage", "returns.net_loss_at_carriage")),
        (_("By week of delivery"), ("returns.own_best_loss_a_hundred", "returns.net_loss_a_hundred")),
    ),
    "town.days": ((_("By destination"), ("town.days_to_door",)),),
    "flow.": LANES,
}
EACH_FIRM = (
    *("freight.firms_worse_off", "freight.median_firm_saving", "freight.worst_tenth_saving"),
    *("freight.saving_share", "freight.shortfall"),
)
# What stands beside the loss by returns: lower loss with more refusals is no gain.
OF_RETURNS = (
    *("returns.net_loss_a_hundred", "returns.own_best_loss_a_hundred", "returns.saving_a_hundred"),
    *("returns.median_firm_saving", "returns.worst_tenth_saving", "returns.firms_worse_off", "returns.borne"),
    *(
        "returns.loss_so_far_a_hundred",
        "returns.own_best_so_far_a_hundred",
        "returns.rate",
        "returns.cases",
        "returns.exchanges_kept",
    ),
    *("returns.days_until_whole", "returns.claims_refused", "returns.appeals_won", "returns.repeat_faults"),
)
BESIDE: Mapping[str, tuple[str, ...]] = {
    **{key: tuple(other for other in EACH_FIRM if other != key) for key in EACH_FIRM[:3]},
    **{key: tuple(other for other in OF_RETURNS if other != key) for key in OF_RETURNS},
    "town.days_to_door": ("town.on_time_share", "freight.on_time_share"),
    "town.above_scale_firms": ("town.output_a_year", "town.value_made", "town.days_lived"),
}
RESTS_ON = {"freight.": "logistics.", "flow.": "logistics.", "returns.": "returns.", "town.": "town."}


@dataclass(frozen=True, slots=True)
class Rows:
    """Hold the parts of some figures, a row a part and a column a figure."""

    title: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Shown, ...]], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """Hold a figure opened; `words` and `numbers` are its formula, empty where it is a plain count."""

    figure: Shown
    on: date
    words: str
    numbers: str
    terms: tuple[Shown, ...]
    beside: tuple[Shown, ...]
    tables: tuple[Rows, ...]
    assumptions: tuple[Shown, ...]


def made_of(key: str, kept: Kept, names: Mapping[str, str], limits: Sequence[LimitRecord]) -> Made | None:
    """Return what a figure is made of; None where no such figure was kept."""
    figure = kept.shown(key)
    if figure is None or kept.on is None:
        return None
    pattern, keys = FORMULAS.get(key, ("", ()))
    terms = [one for one in (kept.shown(term) for term in keys) if one]
    is_whole = len(terms) == len(keys)
    rests_on = next((limit for begin, limit in RESTS_ON.items() if key.startswith(begin)), "-")
    return Made(
        figure=figure,
        on=kept.on,
        words=pattern.format(*(one.name for one in terms)) if is_whole else "",
        numbers=pattern.format(*(one.text for one in terms)) if is_whole and figure.raw is not None else "",
        terms=tuple(dict.fromkeys(terms)),
        beside=tuple(one for one in (kept.shown(other) for other in BESIDE.get(key, ())) if one),
        tables=tuple(_tables(key, kept, names)),
        assumptions=tuple(shown_limits([one for one in limits if one.key.startswith(rests_on)])),
    )


def sheets(made: Made, *, heading: tuple[str, str, str, str], titles: tuple[str, str]) -> Iterator[Sheet]:
    """Yield a workbook's sheets of a figure: itself with its terms, its rows, and what is assumed."""
    of_figure, of_assumptions = titles
    first = [(one.name, _raw(one), one.unit, one.note) for one in (made.figure, *made.terms, *made.beside)]
    if made.words:
        first.append((f"{made.figure.name} = {made.words}", f"{made.numbers} = {made.figure.text}", "", ""))
    yield of_figure, heading, first
    for table in made.tables:
        yield table.title, table.heading, [(name, *(_raw(cell) for cell in cells)) for name, cells in table.rows]
    yield of_assumptions, heading, [(one.name, _raw(one), one.unit, one.note) for one in made.assumptions]


def _tables(key: str, kept: Kept, names: Mapping[str, str]) -> Iterator[Rows]:
    found = next((rows for begin, rows in ROWS.items() if key.startswith(begin)), ())
    for title, keys in found:
        columns = [one for one in keys if kept.parts.get(one)]
        parts = {part: one for key_of in columns for part, one in kept.parts[key_of].items()}
        if parts:
            yield Rows(
                str(title),
                (gettext("Part"), *(str(FIGURES[one][0]) for one in columns)),
                tuple(
                    (part_name(one, names), tuple(_cell(kept, column, part) for column in columns))
                    for part, one in sorted(parts.items())
                ),
            )


def _cell(kept: Kept, key: str, part: str) -> Shown:
    one = kept.parts[key].get(part)
    return shown(one, part) if one else Shown(part, "–", "", "")


def _raw(one: Shown) -> Cell:
    return one.text if one.raw is None else float(one.raw)
