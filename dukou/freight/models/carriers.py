"""Hold how carriers are spoken to, what is booked with them, and what happened to each booking."""

from django.db import models
from django.db.models import Q


class CarrierProfile(models.Model):
    """Hold in which protocol a carrier is spoken to, and the town's account there; keys lie at the edge."""

    carrier = models.OneToOneField("registry.Firm", models.PROTECT, related_name="+")
    protocol = models.CharField(max_length=20)
    account = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(protocol__in=["sf_express", "deppon", "rail_edifact", "dcsa", "manual"]),
                name="freight_carrier_protocol",
            )
        ]

    def __str__(self) -> str:
        return f"{self.carrier_id} {self.protocol}"


class Booking(models.Model):
    """Hold what is booked onto a departure of a carrier: asked, and then confirmed, refused or cancelled."""

    code = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=80, unique=True)
    carrier = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    protocol = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    # The carrier's code, under which the edge of the system knows its address and key.
    peer = models.CharField(max_length=16)
    service = models.CharField(max_length=12)
    # What the booking is for: the part of a load that goes by this service; other bookings have none.
    load = models.ForeignKey("freight.Load", models.PROTECT, null=True, related_name="+")
    destination = models.ForeignKey("registry.Destination", models.PROTECT, related_name="+")
    departs_on = models.DateField()
    arrives_on = models.DateField(null=True)
    cartons = models.PositiveIntegerField()
    grams = models.PositiveBigIntegerField()
    ml = models.PositiveBigIntegerField()
    vehicles = models.PositiveIntegerField()
    goods = models.CharField(max_length=60)
    # Who sends and who receives, as they were named when it was booked.
    sender = models.JSONField()
    receiver = models.JSONField()
    state = models.CharField(max_length=10, default="asked")
    reference = models.CharField(max_length=60, blank=True)
    # When the carrier was last asked what became of it.
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "confirmed", "refused", "cancelled"]), name="freight_booking_state"
            ),
            models.CheckConstraint(
                condition=Q(cartons__gt=0, grams__gt=0, ml__gt=0, vehicles__gt=0), name="freight_booking_amounts"
            ),
            models.UniqueConstraint(
                fields=["load", "carrier", "service"],
                condition=Q(state__in=["asked", "confirmed"]),
                name="freight_booking_load_once",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(state="asked"), name="freight_booking_open_idx")]

    def __str__(self) -> str:
        return self.code


class BookingEvent(models.Model):
    """Hold what happened to a booking; rows are only added."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    note = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.booking_id} {self.kind}"
