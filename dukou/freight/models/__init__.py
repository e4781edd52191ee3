"""Hold shipments and the `loads` they leave in."""

from dukou.freight.models.loads import Baseline, Charge, Delay, Load, Offer, Shipment, ShipmentLine

__all__ = ["Baseline", "Charge", "Delay", "Load", "Offer", "Shipment", "ShipmentLine"]
