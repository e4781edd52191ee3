"""Open freight: the four steps of a load, what settlement posts of it, and what each firm is shown of it."""

from dukou.freight.door.baselines import freeze
from dukou.freight.door.billing import bill, bills, charges
from dukou.freight.door.departures import deliver, dispatch
from dukou.freight.door.exports import export_baselines, export_loads
from dukou.freight.door.packing import prepare
from dukou.freight.door.road import loads, shipments_of_lines

__all__ = [
    "bill",
    "bills",
    "charges",
    "deliver",
    "dispatch",
    "export_baselines",
    "export_loads",
    "freeze",
    "loads",
    "prepare",
    "shipments_of_lines",
]
