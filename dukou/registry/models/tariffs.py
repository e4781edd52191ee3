"""Hold what carriers charge: dated tariffs by place or zone, the zones of their places, and their fuel surcharges."""

from django.db import models
from django.db.models import F, Q

from dukou.registry.models.tables import Dated, Destination

EVERY_DAY = "0,1,2,3,4,5,6"


class Tariff(Dated):
    """Hold a carrier's price for a service to a destination, or to a zone of its own (`CarrierZone`).

    `parcel` prices each shipment by weight steps or bands, `shared` prices what travels together by kilogram or cubic
    metre, at one rate or by bands, with a minimum, `vehicle` prices whole vehicles. Chargeable weight is the larger of
    weight and volume by `ml_per_kg`, or by contract of weight and their mean. `bands` are ``[over, up_to, base_minor,
    rate_minor, minimum_minor]`` in grams or ml, the last one open. `delivery_minor` is the last mile of one shipment,
    `remote_minor` what a shipment to a remote area costs besides. Vehicles leave on `weekdays` (Monday is 0) with what
    is there at `cutoff_hour`.
    """

    destination = models.ForeignKey(Destination, models.PROTECT, null=True, related_name="+")
    zone = models.CharField(max_length=20, blank=True)
    carrier = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    service = models.CharField(max_length=12)
    kind = models.CharField(max_length=8)
    transit_days = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3, default="CNY")
    first_grams = models.PositiveIntegerField(default=0)
    first_minor = models.PositiveIntegerField(default=0)
    step_grams = models.PositiveIntegerField(default=0)
    step_minor = models.PositiveIntegerField(default=0)
    ml_per_kg = models.PositiveIntegerField(default=6_000)
    is_half_volumetric = models.BooleanField(default=False)
    rate_minor = models.PositiveIntegerField(default=0)
    rate_unit = models.CharField(max_length=2, blank=True)
    minimum_minor = models.PositiveIntegerField(default=0)
    bands = models.JSONField(default=list)
    vehicle_minor = models.PositiveIntegerField(default=0)
    capacity_ml = models.PositiveBigIntegerField(default=0)
    capacity_grams = models.PositiveBigIntegerField(default=0)
    delivery_minor = models.PositiveIntegerField(default=0)
    remote_minor = models.PositiveIntegerField(default=0)
    weekdays = models.CharField(max_length=14, default=EVERY_DAY)
    cutoff_hour = models.PositiveSmallIntegerField(default=17)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["parcel", "shared", "vehicle"]), name="registry_tariff_kind"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="registry_tariff_dates"
            ),
            models.CheckConstraint(
                condition=Q(destination__isnull=True, zone__gt="") | Q(destination__isnull=False, zone=""),
                name="registry_tariff_place_or_zone",
            ),
            models.UniqueConstraint(
                fields=["destination", "carrier", "service", "valid_from"], name="registry_tariff_once"
            ),
            models.UniqueConstraint(
                fields=["zone", "carrier", "service", "valid_from"],
                condition=Q(destination__isnull=True),
                name="registry_zone_tariff_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} from {self.valid_from}"


class CarrierZone(Dated):
    """Hold in which zone of a carrier a destination lies, and whether it is a remote area there."""

    carrier = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    destination = models.ForeignKey(Destination, models.PROTECT, related_name="+")
    zone = models.CharField(max_length=20)
    is_remote = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="registry_zone_dates"
            ),
            models.UniqueConstraint(fields=["carrier", "destination", "valid_from"], name="registry_zone_once"),
        ]

    def __str__(self) -> str:
        return f"{self.zone} from {self.valid_from}"


class FuelSurcharge(Dated):
    """Hold what a carrier adds to its prices of a service for fuel, in parts per million."""

    carrier = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    service = models.CharField(max_length=12)
    rate_ppm = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="registry_fuel_dates"
            ),
            models.UniqueConstraint(fields=["carrier", "service", "valid_from"], name="registry_fuel_once"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.rate_ppm}"
