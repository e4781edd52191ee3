"""Name how the cost of a load was divided, and what each firm's part of it rests on."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

# "exact" over all orders of joining or "sampled" from them; "in_proportion" to own best where the engine's answer broke
# a law; "nobody" went together.
Method = Literal["exact", "sampled", "in_proportion", "nobody"]


@dataclass(frozen=True, slots=True)
class FirmShare:
    """Hold what a firm pays of a load, and why.

    Parameters
    ----------
    most_minor
        The most it may be charged: its own best, less what waiting costs it in the load.
    alone_minor
        What its goods would cost by the load's services alone, or at its own best where that is less.
    last_minor, added_e6
        What they add to the cost of all others, and on average over all orders of joining (millionths of a fen).
    error_e6
        Standard error of that average; 0 where it is exact.
    proportional_minor
        What it would pay in proportion to own best.
    spared_minor
        What the common fund bears of its part, because nobody pays above own best.
    is_complaining, is_binding
        Whether it is in the group with most to complain of these charges, and of the payments of the least core.
    """

    firm: int
    charge_minor: int
    most_minor: int
    alone_minor: int
    last_minor: int
    added_e6: int
    error_e6: int
    proportional_minor: int
    spared_minor: int
    is_complaining: bool
    is_binding: bool


@dataclass(frozen=True, slots=True)
class Sharing:
    """Hold how what was paid for a load's goods that went together was divided; amounts in fen or its millionths.

    Parameters
    ----------
    orders
        How many orders of joining were sampled; 0 where all of them were counted.
    error_ppm
        The largest standard error of a firm's value, in millionths of its cost alone.
    residual_minor
        What was paid above the cost that firms' goods explain, shared in proportion to own best.
    fund_minor
        What the common fund bears.
    epsilon_e6
        The worst complaint under the payments of the least core. Below zero, even the group that gains least by going
        together saves so much.
    least_epsilon_e6, most_epsilon_e6
        What the worst complaint is at least under any payments, and at most under those of the least core.
    complaint_e6, most_complaint_e6
        The worst complaint about the charges that is known, and what none exceeds.
    """

    method: Method
    orders: int
    error_ppm: int
    paid_minor: int
    residual_minor: int
    fund_minor: int
    epsilon_e6: int
    least_epsilon_e6: int
    most_epsilon_e6: int
    complaint_e6: int
    most_complaint_e6: int
    shares: tuple[FirmShare, ...]


@dataclass(frozen=True, slots=True)
class LoadSharing:
    """Show the desk how a load's cost is divided: as offered, or once it has left as charged.

    `sharing` is None until a load is offered, and for one that left before divisions were kept.
    """

    load: str
    on: date
    destination: str
    state: str
    sharing: Sharing | None


@dataclass(frozen=True, slots=True)
class ShareTold:
    """Tell a firm what its part of a load rests on; nothing of it names or counts others.

    `epsilon_minor` is that of the least core; see `FirmShare` and `Sharing`.
    """

    method: Method
    alone_minor: int
    added_minor: int
    error_minor: int
    spared_minor: int
    epsilon_minor: int
    is_complaining: bool


@dataclass(frozen=True, slots=True)
class FirmSaving:
    """Show what a firm's goods cost at its own best and together, over all loads that have left.

    `loads_alone` are those that carried its goods apart, because it declined or was not asked; `spared_minor` is what
    the common fund bore of its parts.
    """

    firm: int
    loads: int
    loads_alone: int
    pairs: int
    own_best_minor: int
    together_minor: int
    spared_minor: int
