"""Verify plans against the printed tables, read as a clerk reads them.

The tables stand here cell by cell as MIL-STD-105E prints them (a work of the United States government, in the public
domain); the law of diagonals that `solve` uses is not known here, so that a wrong cell in either shows.
"""

from functools import cache

from dukou.base.solving import Violation
from dukou.engines.sample.problem import Answer, Lot, Plan, Problem

# Smallest lot of each row, then the letters of levels S-1, S-2, S-3, S-4, I, II and III.
TABLE_1 = """
2 A A A A A A B
9 A A A A A B C
16 A A B B B C D
26 A B B C C D E
51 B B C C C E F
91 B B C D D F G
151 B C D E E G H
281 B C D E F H J
501 C C E F G J K
1201 C D E G H K L
3201 C D F G J L M
10001 C D F H K M N
35001 D E G J L N P
150001 D E G J M P Q
500001 D E H K N Q R
"""
COLUMNS = """
0.010 0.015 0.025 0.040 0.065 0.10 0.15 0.25 0.40 0.65 1.0 1.5 2.5 4.0 6.5 10 15 25 40 65 100 150 250 400 650 1000
"""
# Letter, sample, then a cell for each AQL: acceptance number (one more rejects), or Ac/Re; v and ^ are arrows.
TABLE_2A = """
A 2 v v v v v v v v v v v v v v 0 v v 1 2 3 5 7 10 14 21 30
B 3 v v v v v v v v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 30 44
C 5 v v v v v v v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 30 44 ^
D 8 v v v v v v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 30 44 ^ ^
E 13 v v v v v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 30 44 ^ ^ ^
F 20 v v v v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^
G 32 v v v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^
H 50 v v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^
J 80 v v v v v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^
K 125 v v v v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
L 200 v v v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
M 315 v v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
N 500 v v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
P 800 v 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
Q 1250 0 ^ v 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
R 2000 ^ ^ 1 2 3 5 7 10 14 21 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
"""
TABLE_2B = """
A 2 v v v v v v v v v v v v v v v v v v 1 2 3 5 8 12 18 27
B 3 v v v v v v v v v v v v v v 0 v v 1 2 3 5 8 12 18 27 41
C 5 v v v v v v v v v v v v v 0 v v 1 2 3 5 8 12 18 27 41 ^
D 8 v v v v v v v v v v v v 0 v v 1 2 3 5 8 12 18 27 41 ^ ^
E 13 v v v v v v v v v v v 0 v v 1 2 3 5 8 12 18 27 41 ^ ^ ^
F 20 v v v v v v v v v v 0 v v 1 2 3 5 8 12 18 ^ ^ ^ ^ ^ ^
G 32 v v v v v v v v v 0 v v 1 2 3 5 8 12 18 ^ ^ ^ ^ ^ ^ ^
H 50 v v v v v v v v 0 v v 1 2 3 5 8 12 18 ^ ^ ^ ^ ^ ^ ^ ^
J 80 v v v v v v v 0 v v 1 2 3 5 8 12 18 ^ ^ ^ ^ ^ ^ ^ ^ ^
K 125 v v v v v v 0 v v 1 2 3 5 8 12 18 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
L 200 v v v v v 0 v v 1 2 3 5 8 12 18 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
M 315 v v v v 0 v v 1 2 3 5 8 12 18 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
N 500 v v v 0 v v 1 2 3 5 8 12 18 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
P 800 v v 0 v v 1 2 3 5 8 12 18 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
Q 1250 v 0 v v 1 2 3 5 8 12 18 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
R 2000 0 ^ v 1 2 3 5 8 12 18 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
S 3150 . . 1 . . . . . . . . . . . . . . . . . . . . . . .
"""
TABLE_2C = """
A 2 v v v v v v v v v v v v v v 0/1 v v 1/2 2/3 3/4 5/6 7/8 10/11 14/15 21/22 30/31
B 2 v v v v v v v v v v v v v 0/1 ^ v 0/2 1/3 2/4 3/5 5/6 7/8 10/11 14/15 21/22 30/31
C 2 v v v v v v v v v v v v 0/1 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 14/17 21/24 ^
D 3 v v v v v v v v v v v 0/1 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 14/17 21/24 ^ ^
E 5 v v v v v v v v v v 0/1 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 14/17 21/24 ^ ^ ^
F 8 v v v v v v v v v 0/1 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 ^ ^ ^ ^ ^ ^
G 13 v v v v v v v v 0/1 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 ^ ^ ^ ^ ^ ^ ^
H 20 v v v v v v v 0/1 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 ^ ^ ^ ^ ^ ^ ^ ^
J 32 v v v v v v 0/1 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 ^ ^ ^ ^ ^ ^ ^ ^ ^
K 50 v v v v v 0/1 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
L 80 v v v v 0/1 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
M 125 v v v 0/1 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
N 200 v v 0/1 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
P 315 v 0/1 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
Q 500 0/1 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
R 800 ^ ^ 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^ ^
"""
TABLES = {"normal": TABLE_2A, "tightened": TABLE_2B, "reduced": TABLE_2C}


def check(problem: Problem, answer: Answer) -> list[Violation]:
    """Return each law that the answer breaks."""
    if len(answer.plans) != len(problem.lots):
        return [Violation("every lot has a plan", {"lots": len(problem.lots), "plans": len(answer.plans)})]
    broken = []
    for number, (lot, plan) in enumerate(zip(problem.lots, answer.plans, strict=True)):
        broken += _plan(number, lot, plan)
    pairs = sum(plan.sample_pairs for plan in answer.plans)
    if answer.sample_pairs != pairs:
        broken.append(Violation("the sum is what the plans inspect", {"said": answer.sample_pairs, "sum": pairs}))
    least = sum(min(lot.pairs, printed(lot.severity, printed_letter(lot), lot.aql)[0]) for lot in problem.lots)
    if answer.bound_pairs != least:
        broken.append(Violation("the bound is what the tables ask for", {"said": answer.bound_pairs, "least": least}))
    return broken


def _plan(number: int, lot: Lot, plan: Plan) -> list[Violation]:
    letter = printed_letter(lot)
    sample, accept, reject = printed(lot.severity, letter, lot.aql)
    sample = min(lot.pairs, sample)
    broken = []
    if plan.letter != letter:
        broken.append(Violation("the letter is that of the lot", {"lot": number, "said": plan.letter, "table": letter}))
    if plan.sample_pairs != sample:
        facts = {"lot": number, "said": plan.sample_pairs, "table": sample}
        broken.append(Violation("the sample is the table's, or the whole lot", facts))
    if (plan.accept, plan.reject) != (accept, reject):
        facts = {"lot": number, "accept": plan.accept, "reject": plan.reject, "Ac": accept, "Re": reject}
        broken.append(Violation("the numbers are the table's", facts))
    return broken


def printed_letter(lot: Lot) -> str:
    """Return the letter in the last row of table 1 that begins at or below the lot's size."""
    rows = [row.split() for row in TABLE_1.split("\n") if row]
    letters = [row[1:] for row in rows if int(row[0]) <= max(lot.pairs, 2)][-1]
    return dict(zip(("S-1", "S-2", "S-3", "S-4", "I", "II", "III"), letters, strict=True))[lot.level]


@cache
def printed(severity: str, letter: str, aql: str) -> tuple[int, int, int]:
    """Return the sample in pairs, Ac and Re that the printed table leads to: along an arrow, the first plan."""
    rows = [row.split() for row in TABLES[severity].split("\n") if row]
    column = 2 + COLUMNS.split().index(aql)
    here = [row[0] for row in rows].index(letter)
    way = {"v": rows[here:], "^": rows[here::-1]}.get(rows[here][column], [rows[here]])
    sample, cell = next((int(row[1]), row[column]) for row in way if row[column] not in "v^.")
    accept, _, reject = cell.partition("/")
    return sample, int(accept), int(reject or int(accept) + 1)
