"""Hold `cases`, what is decided of them, and parcels that nobody announced."""

from dukou.returns.models.abroad import CustomsStep, Ride, Riding
from dukou.returns.models.asking import Ask, Replacement
from dukou.returns.models.cases import (
    Case,
    Decision,
    Note,
    Parcel,
)
from dukou.returns.models.dock import LEGS, DockScan, HandOver, SentNumber
from dukou.returns.models.faults import Fault
from dukou.returns.models.grading import Grading, Tie
from dukou.returns.models.placing import Placement
from dukou.returns.models.policy import Equal, Policy, Trust
from dukou.returns.models.recalls import Recall, RecallBuyer

__all__ = [
    "LEGS",
    "Ask",
    "Case",
    "CustomsStep",
    "Decision",
    "DockScan",
    "Equal",
    "Fault",
    "Grading",
    "HandOver",
    "Note",
    "Parcel",
    "Placement",
    "Policy",
    "Recall",
    "RecallBuyer",
    "Replacement",
    "Ride",
    "Riding",
    "SentNumber",
    "Tie",
    "Trust",
]
