"""Hold shipments and the `loads` they leave in, `carriers`, `tracking`, the live proof (`proving`), and `papers`."""

from dukou.freight.models.carriers import Booking, BookingEvent, CarrierProfile
from dukou.freight.models.loads import Baseline, Charge, Delay, Load, Offer, Shipment, ShipmentLine
from dukou.freight.models.papers import PackedCartons, Pallet, PalletSerial, PaperSet
from dukou.freight.models.proving import CarrierBill, PastBill, ProofConsent, ProofDraw
from dukou.freight.models.tracking import CarrierClaim, ClaimStep, HandOver, RoadException, TrackEvent, TrackLink

__all__ = [
    "Baseline",
    "Booking",
    "BookingEvent",
    "CarrierBill",
    "CarrierClaim",
    "CarrierProfile",
    "Charge",
    "ClaimStep",
    "Delay",
    "HandOver",
    "Load",
    "Offer",
    "PackedCartons",
    "Pallet",
    "PalletSerial",
    "PaperSet",
    "PastBill",
    "ProofConsent",
    "ProofDraw",
    "RoadException",
    "Shipment",
    "ShipmentLine",
    "TrackEvent",
    "TrackLink",
]
