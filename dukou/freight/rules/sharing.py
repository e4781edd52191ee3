"""Say how the cost of a load was divided, from the engine's answer."""

from collections.abc import Collection, Sequence

from dukou.base.money import split
from dukou.engines import share
from dukou.freight.records import FirmBaseline
from dukou.freight.records.sharing import FirmShare, Method, Sharing

MILLION = 1_000_000
NOBODY = Sharing("nobody", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ())


def divided(
    problem: share.Problem, answer: share.Answer, firms: Sequence[FirmBaseline], most: Sequence[int]
) -> Sharing:
    """Return an answer that the engine's check has passed as the division it is."""
    core, worst = answer.core, answer.worst
    complaining: Collection[int] = worst.coalition if worst else ()
    binding: Collection[int] = core.worst.coalition if core else ()
    orders = max((value.permutations for value in answer.values), default=0)
    method: Method = "sampled" if orders else "exact"
    return Sharing(
        method=method,
        orders=orders,
        # Millionths of a fen over fen are millionths.
        error_ppm=max((-(-one.error_e6 // one.alone_minor) for one in answer.values if one.alone_minor), default=0),
        paid_minor=problem.pooled_minor,
        residual_minor=answer.residual_minor,
        fund_minor=answer.fund_minor,
        epsilon_e6=core.worst.excess_e6 if core else 0,
        least_epsilon_e6=core.bound_e6 if core else 0,
        most_epsilon_e6=core.worst.most_e6 if core else 0,
        complaint_e6=worst.excess_e6 if worst else 0,
        most_complaint_e6=worst.most_e6 if worst else 0,
        shares=tuple(
            FirmShare(
                firm=firm.firm,
                charge_minor=charge,
                most_minor=cap,
                alone_minor=value.alone_minor,
                last_minor=value.last_minor,
                added_e6=value.shapley_e6,
                error_e6=value.error_e6,
                proportional_minor=value.proportional_minor,
                spared_minor=spared,
                is_complaining=place in complaining,
                is_binding=place in binding,
            )
            for place, (firm, charge, cap, value, spared) in enumerate(
                zip(firms, answer.charge_minor, most, answer.values, answer.excess_minor, strict=True)
            )
        ),
    )


def in_proportion(problem: share.Problem, firms: Sequence[FirmBaseline], most: Sequence[int]) -> Sharing:
    """Return charges in proportion to what each firm pays at most; nothing is said of complaints."""
    paid, together = problem.pooled_minor, sum(most)
    charges, spared = split(min(paid, together), most), split(max(0, paid - together), most)
    return Sharing(
        method="in_proportion",
        orders=0,
        error_ppm=0,
        paid_minor=paid,
        residual_minor=0,
        fund_minor=sum(spared),
        epsilon_e6=0,
        least_epsilon_e6=0,
        most_epsilon_e6=0,
        complaint_e6=0,
        most_complaint_e6=0,
        shares=tuple(
            FirmShare(
                firm=firm.firm,
                charge_minor=charge,
                most_minor=cap,
                alone_minor=cap,
                last_minor=charge,
                added_e6=MILLION * charge,
                error_e6=0,
                proportional_minor=charge,
                spared_minor=rest,
                is_complaining=False,
                is_binding=False,
            )
            for firm, charge, cap, rest in zip(firms, charges, most, spared, strict=True)
        ),
    )
