"""Hold what a person decided of a load before it leaves, and the legs that it left in; rows are only added."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Lock(models.Model):
    """Hold by which service a shipment is to go, as a person decided; of a shipment the latest counts.

    Without a tariff the lock is released, and the engine decides again. While the shipment's firm goes alone, its lock
    rests.
    """

    shipment = models.ForeignKey("freight.Shipment", models.PROTECT, related_name="+")
    tariff = models.ForeignKey("registry.Tariff", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["shipment", "id"], name="freight_lock_shipment_idx")]

    def __str__(self) -> str:
        return f"{self.shipment_id} {self.tariff_id}"


class Leg(models.Model):
    """Hold what of a load left by one service, and what of the load's cost was paid for it."""

    load = models.ForeignKey("freight.Load", models.PROTECT, related_name="+")
    tariff = models.ForeignKey("registry.Tariff", models.PROTECT, related_name="+")
    leaves_on = models.DateField()
    arrives_on = models.DateField()
    firms = models.PositiveIntegerField()
    shipments = models.PositiveIntegerField()
    pairs = models.PositiveBigIntegerField()
    late_pairs = models.PositiveBigIntegerField()
    grams = models.PositiveBigIntegerField()
    ml = models.PositiveBigIntegerField()
    paid_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["load", "tariff"], name="freight_leg_once"),
            models.CheckConstraint(condition=Q(paid_minor__gte=0), name="freight_leg_paid"),
        ]
        indexes = [models.Index(fields=["leaves_on"], name="freight_leg_leaves_idx")]

    def __str__(self) -> str:
        return f"{self.load_id} {self.tariff_id}"
