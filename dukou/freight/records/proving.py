"""Name what the live proof takes and tells."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NewCarrierBill:
    """Enter a line of a carrier's invoice.

    `reference` is the code of a load; `firm` the code of the firm whose goods went alone and were billed apart, None
    where the line is for what went together. The amount is in minor units of `currency`.
    """

    carrier: str
    invoice: str
    line: int
    reference: str
    firm: str | None
    service: str
    amount_minor: int
    currency: str
    billed_on: date


@dataclass(frozen=True, slots=True)
class NewPastBill:
    """Enter what a firm's own invoices of a month say: pairs sent to a zone and what was billed, in fen."""

    month: date
    zone: str
    pairs: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Matched:
    """Hold goods whose carriers' bills are complete: what carriage was planned to cost and what was billed, in fen."""

    planned_minor: int
    billed_minor: int


@dataclass(frozen=True, slots=True)
class Arm:
    """Compare bills with plans in one arm of the proof.

    `ratio` is billed over planned carriage and `error` its standard error; None where too little is matched to tell.
    """

    loads: int
    matched: int
    planned_minor: int
    billed_minor: int
    ratio: float | None
    error: float | None


@dataclass(frozen=True, slots=True)
class Proof:
    """Show the live proof: firms that take part, both arms, and the saving of carriage that bills prove.

    `saving` compares the bills of what went together with what the same firms' own bests would have been billed, as
    the alone arm teaches; `error` is its standard error. All are None where fewer than five firms are behind them.
    """

    firms: int
    alone: Arm
    together: Arm
    saving: float | None
    error: float | None


@dataclass(frozen=True, slots=True)
class AsBilled:
    """Show a firm its third baseline, by zone: a pair as its old invoices say, at its own best, and together, in fen.

    The last two are None where nothing has left for the zone yet.
    """

    zone: str
    months: int
    pairs: int
    as_billed_minor: float
    own_best_minor: float | None
    together_minor: float | None
