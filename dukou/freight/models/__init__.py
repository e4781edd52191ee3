"""Hold shipments and the `loads` they leave in, `carriers`, `tracking`, `rounds`, the live proof, and `papers`."""

from dukou.freight.models.carriers import Booking, BookingEvent, CarrierProfile
from dukou.freight.models.loads import Baseline, Charge, Delay, Load, Offer, Shipment, ShipmentLine
from dukou.freight.models.papers import PackedCartons, Pallet, PalletSerial, PaperSet
from dukou.freight.models.planning import Leg, Lock
from dukou.freight.models.proving import CarrierBill, PastBill, ProofConsent, ProofDraw
from dukou.freight.models.rounds import Round, RoundGoods, RoundStop
from dukou.freight.models.sharing import FirmShare, Sharing
from dukou.freight.models.stowing import LoadingTick, Stowage, StowedGoods, StowedVehicle
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
    "FirmShare",
    "HandOver",
    "Leg",
    "Load",
    "LoadingTick",
    "Lock",
    "Offer",
    "PackedCartons",
    "Pallet",
    "PalletSerial",
    "PaperSet",
    "PastBill",
    "ProofConsent",
    "ProofDraw",
    "RoadException",
    "Round",
    "RoundGoods",
    "RoundStop",
    "Sharing",
    "Shipment",
    "ShipmentLine",
    "Stowage",
    "StowedGoods",
    "StowedVehicle",
    "TrackEvent",
    "TrackLink",
]
