"""Hold the town's daily rounds: a plan of a day, where its vans stop, and what they bring and take there."""

from django.db import models
from django.db.models import F, Q


class Round(models.Model):
    """Hold a plan of a day's round; it stays when a later one replaces it.

    `goods` tells what waited when it was planned, and `left` what is not on it: ``[site or None, firm, cartons, why]``.
    """

    code = models.CharField(max_length=16, unique=True)
    on = models.DateField()
    goods = models.CharField(max_length=16)
    state = models.CharField(max_length=8, default="planned")
    left = models.JSONField(default=list)
    # The room of each of its vans.
    van_grams = models.PositiveBigIntegerField()
    van_ml = models.PositiveBigIntegerField()
    metres = models.PositiveBigIntegerField()
    cost_minor = models.BigIntegerField()
    # What it would cost if each firm drove by itself, and what no plan can cost less than.
    own_minor = models.BigIntegerField()
    bound_minor = models.BigIntegerField()
    # What firms are asked for the pick-up of the cartons that it takes in.
    asked_minor = models.BigIntegerField()
    # False where an engine's answer broke a law and was replaced.
    is_sound = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["on"], condition=~Q(state="replaced"), name="freight_round_once"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "driven", "replaced"]), name="freight_round_state"
            ),
            models.CheckConstraint(
                condition=Q(bound_minor__lte=F("cost_minor"), own_minor__gte=0), name="freight_round_costs"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RoundStop(models.Model):
    """Hold a stop of a van, in order of its day, with the way to it; the last of each trip is the depot's own.

    Times are seconds of the day; the cost is of the way and the time up to when the van leaves.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    van = models.PositiveIntegerField()
    trip = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    site = models.ForeignKey("registry.Site", models.PROTECT, related_name="+")
    # None at the depot.
    firm = models.ForeignKey("registry.Firm", models.PROTECT, null=True, related_name="+")
    arrives_s = models.PositiveIntegerField()
    leaves_s = models.PositiveIntegerField()
    metres = models.PositiveIntegerField()
    cost_minor = models.PositiveIntegerField()
    out_cartons = models.PositiveIntegerField(default=0)
    out_grams = models.PositiveBigIntegerField(default=0)
    out_ml = models.PositiveBigIntegerField(default=0)
    back_cartons = models.PositiveIntegerField(default=0)
    back_grams = models.PositiveBigIntegerField(default=0)
    back_ml = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(leaves_s__gte=F("arrives_s")), name="freight_roundstop_times"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.van} {self.place}"


class RoundGoods(models.Model):
    """Hold cartons of a lot, or of a case that is named by its code, that a van brings or takes at a stop."""

    stop = models.ForeignKey(RoundStop, models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    lot = models.ForeignKey("mill.Lot", models.PROTECT, null=True, related_name="+")
    case = models.CharField(max_length=16, blank=True, db_index=True)
    is_out = models.BooleanField()
    cartons = models.PositiveIntegerField()
    # All cartons of the lot or the case: a van's stop may have room for some of them.
    of_cartons = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lot__isnull=False, case="") | Q(lot__isnull=True) & ~Q(case=""),
                name="freight_roundgoods_named",
            ),
            models.CheckConstraint(
                condition=Q(cartons__gt=0, of_cartons__gte=F("cartons")), name="freight_roundgoods_cartons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stop_id} {self.cartons}"
