"""Open freight: the steps of a load, its offers and delays, what settlement posts, and what each firm is shown."""

from dukou.freight.door.baselines import freeze
from dukou.freight.door.billing import bill, bill_rows, billed, bills, charges
from dukou.freight.door.carbon import carbon_of
from dukou.freight.door.delaying import on_road, report_delay
from dukou.freight.door.departures import deliver, dispatch
from dukou.freight.door.exports import export_baselines, export_loads
from dukou.freight.door.offering import answer_offers, offer, offers
from dukou.freight.door.packing import prepare
from dukou.freight.door.picturing import picture
from dukou.freight.door.proving import as_billed, in_proof, join_proof, proof, record_carrier_bills, record_past_bills
from dukou.freight.door.road import load, load_rows, loads, loads_of, shipments_of_lines
from dukou.freight.door.withdrawing import without

__all__ = [
    "answer_offers",
    "as_billed",
    "bill",
    "bill_rows",
    "billed",
    "bills",
    "carbon_of",
    "charges",
    "deliver",
    "dispatch",
    "export_baselines",
    "export_loads",
    "freeze",
    "in_proof",
    "join_proof",
    "load",
    "load_rows",
    "loads",
    "loads_of",
    "offer",
    "offers",
    "on_road",
    "picture",
    "prepare",
    "proof",
    "record_carrier_bills",
    "record_past_bills",
    "report_delay",
    "shipments_of_lines",
    "without",
]
