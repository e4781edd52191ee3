"""Open freight: the steps of a load, its offers and delays, what settlement posts, and what each firm is shown."""

from dukou.freight.door.baselines import freeze
from dukou.freight.door.billing import bill, bill_rows, billed, bills, charges, paid_of
from dukou.freight.door.carbon import carbon_of
from dukou.freight.door.delaying import on_road, report_delay
from dukou.freight.door.departures import deliver, dispatch
from dukou.freight.door.evidence import drawn_loads, open_parts, proof, unmatched_bills
from dukou.freight.door.exports import export_baselines, export_loads
from dukou.freight.door.locking import load_plan, lock, suppose_moves
from dukou.freight.door.offering import answer_offers, offer, offers
from dukou.freight.door.packing import prepare
from dukou.freight.door.picturing import picture
from dukou.freight.door.planning import board, foresee, lanes
from dukou.freight.door.proof_sheets import import_proof_sheet, preview_proof_sheet
from dukou.freight.door.proving import as_billed, in_proof, join_proof, record_carrier_bills, record_past_bills
from dukou.freight.door.road import load, load_rows, loads, loads_of, shipments_of_lines
from dukou.freight.door.sharing import savings_of_firms, sharing_of
from dukou.freight.door.withdrawing import without

__all__ = [
    "answer_offers",
    "as_billed",
    "bill",
    "bill_rows",
    "billed",
    "bills",
    "board",
    "carbon_of",
    "charges",
    "deliver",
    "dispatch",
    "drawn_loads",
    "export_baselines",
    "export_loads",
    "foresee",
    "freeze",
    "import_proof_sheet",
    "in_proof",
    "join_proof",
    "lanes",
    "load",
    "load_plan",
    "load_rows",
    "loads",
    "loads_of",
    "lock",
    "offer",
    "offers",
    "on_road",
    "open_parts",
    "paid_of",
    "picture",
    "prepare",
    "preview_proof_sheet",
    "proof",
    "record_carrier_bills",
    "record_past_bills",
    "report_delay",
    "savings_of_firms",
    "sharing_of",
    "shipments_of_lines",
    "suppose_moves",
    "unmatched_bills",
    "without",
]
