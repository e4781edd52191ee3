"""Send what came back where it leaves most: to a waiting exchange first, else to a shelf, shop, outlet or recycler.

Pieces compete for the sinks' room. Without fixed charges it is a flow, solved to proven optimality in whole numbers;
rides with fixed charges are chosen with it, and a bound tells what may be missing. Prices of room answer for one piece
more at once (`answer_one`).
"""

from dukou.engines.grade.check import check
from dukou.engines.grade.online import Advice, Prices, answer_one
from dukou.engines.grade.problem import Answer, Fit, Move, Piece, Place, Problem, Ride, Sink, Terms
from dukou.engines.grade.solve import solve

__all__ = [
    "Advice",
    "Answer",
    "Fit",
    "Move",
    "Piece",
    "Place",
    "Prices",
    "Problem",
    "Ride",
    "Sink",
    "Terms",
    "answer_one",
    "check",
    "solve",
]
