"""Hold how cartons stand in the vehicles of a load, whose they are, and which were seen going in."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dukou.freight.models.loads import Load, Shipment


class Stowage(models.Model):
    """Hold a plan for all cartons of a load that go by one service; it stays when a later one replaces it.

    `goods` tells which shipments were stowed. A plan is "kept" if its check found nothing; "broken" where it broke a
    law and "left" where cartons stayed behind, it holds no vehicle, and `trouble` says what was wrong.
    """

    code = models.CharField(max_length=16, unique=True)
    load = models.ForeignKey(Load, models.PROTECT, related_name="+")
    tariff = models.ForeignKey("registry.Tariff", models.PROTECT, related_name="+")
    goods = models.CharField(max_length=16)
    state = models.CharField(max_length=6)
    trouble = models.JSONField(default=list)
    # The vehicle, the cartons by kind, and what the engine says of its answer: what `check` reads besides placements.
    problem = models.JSONField()
    proof = models.JSONField()
    # The cartons of the shipments, and how many vehicles the tariff charges for them.
    cartons = models.PositiveIntegerField()
    charged = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["load", "tariff", "goods"], condition=Q(state="kept"), name="freight_stowage_once"
            ),
            models.CheckConstraint(condition=Q(state__in=["kept", "broken", "left"]), name="freight_stowage_state"),
        ]

    def __str__(self) -> str:
        return self.code


class StowedVehicle(models.Model):
    """Hold one vehicle of a plan: its placements ``[x, y, z, dx, dy, dz, kind]`` in mm, in the order of loading."""

    stowage = models.ForeignKey(Stowage, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    cartons = models.PositiveIntegerField()
    placements = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stowage", "number"], name="freight_stowedvehicle_once"),
            models.CheckConstraint(condition=Q(number__gt=0) & Q(cartons__gt=0), name="freight_stowedvehicle_full"),
        ]

    def __str__(self) -> str:
        return f"{self.stowage_id} {self.number}"


class StowedGoods(models.Model):
    """Hold how many cartons of a shipment stand in a vehicle."""

    vehicle = models.ForeignKey(StowedVehicle, models.PROTECT, related_name="+")
    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="+")
    cartons = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vehicle", "shipment"], name="freight_stowedgoods_once"),
            models.CheckConstraint(condition=Q(cartons__gt=0), name="freight_stowedgoods_some"),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.shipment_id} {self.cartons}"


class LoadingTick(models.Model):
    """Hold that somebody ticked a step of the loading, or took the tick back; rows are only added, the last counts."""

    vehicle = models.ForeignKey(StowedVehicle, models.PROTECT, related_name="+")
    step = models.PositiveIntegerField()
    is_loaded = models.BooleanField(default=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(step__gt=0), name="freight_loadingtick_step")]
        indexes = [models.Index(fields=["vehicle", "step"], name="freight_loadingtick_idx")]

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.step}"
