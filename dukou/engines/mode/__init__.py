"""Choose the service that carries each shipment of one destination and departure day, at least cost.

A parcel service prices each shipment alone, a shared service what travels together, a vehicle service whole vehicles.
A shipment goes whole with one service; the vehicles of one service may divide it between them.
"""

from dukou.engines.mode.check import check
from dukou.engines.mode.problem import Answer, Leaf, Problem, Service, Shipment, Split
from dukou.engines.mode.solve import solve
from dukou.engines.mode.tariff import cost

__all__ = ["Answer", "Leaf", "Problem", "Service", "Shipment", "Split", "check", "cost", "solve"]
