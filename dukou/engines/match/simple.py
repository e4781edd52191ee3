"""Award each line in turn, the dearest to leave out first, to its cheapest slot that still fits."""

from dukou.engines.match.problem import Problem


def award(problem: Problem) -> list[int | None]:
    """Return the chosen candidate of each line."""
    free = [list(days) for days in problem.free_ms]
    chosen: list[int | None] = [None] * len(problem.lines)
    for i in sorted(range(len(problem.lines)), key=lambda i: (-problem.lines[i].penalty_minor, i)):
        line = problem.lines[i]
        for j in sorted(range(len(line.candidates)), key=lambda j: (line.candidates[j].cost_minor, j)):
            one = line.candidates[j]
            days = free[one.slot]
            if one.cost_minor <= line.penalty_minor and min(days[one.due_day :]) >= one.work_ms:
                days[one.due_day :] = [left - one.work_ms for left in days[one.due_day :]]
                chosen[i] = j
                break
    return chosen
