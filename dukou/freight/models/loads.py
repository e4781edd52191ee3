"""Hold shipments, the loads they leave in, frozen baselines, offers, charges and delays."""

from django.db import models
from django.db.models import F, Q


class Load(models.Model):
    """Hold what leaves for a destination on a day: prepared, its baselines frozen, offered to its firms, dispatched."""

    code = models.CharField(max_length=16, unique=True)
    destination = models.ForeignKey("registry.Destination", models.PROTECT, related_name="+")
    on = models.DateField()
    state = models.CharField(max_length=10, default="prepared")
    shipments = models.PositiveIntegerField()
    pairs = models.PositiveBigIntegerField()
    grams = models.PositiveBigIntegerField()
    ml = models.PositiveBigIntegerField()
    naive_minor = models.BigIntegerField(default=0)
    own_best_minor = models.BigIntegerField(default=0)
    # What carriers are paid and, of it, the town's own round, depot and desk; `waiting_minor` is what goods on the road
    # cost their owners besides. Until the load has left, this is what is offered.
    pooled_minor = models.BigIntegerField(default=0)
    handling_minor = models.BigIntegerField(default=0)
    waiting_minor = models.BigIntegerField(default=0)
    is_pooled = models.BooleanField(default=False)
    bound_minor = models.BigIntegerField(default=0)
    shortfall_minor = models.BigIntegerField(default=0)
    # False where an engine's answer broke a law and was replaced.
    is_sound = models.BooleanField(default=True)
    # Counts the answers of firms: who lets it leave must have heard the last one.
    answers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["destination", "on"], name="freight_load_once"),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "frozen", "offered", "dispatched"]), name="freight_load_state"
            ),
            models.CheckConstraint(condition=Q(shortfall_minor__gte=0), name="freight_load_shortfall"),
        ]
        indexes = [
            models.Index(fields=["state"], condition=~Q(state="dispatched"), name="freight_load_open_idx"),
            models.Index(fields=["on"], name="freight_load_on_idx"),
        ]

    def __str__(self) -> str:
        return self.code


class Shipment(models.Model):
    """Hold the lines of one order, of one seller, that leave together."""

    code = models.CharField(max_length=16, unique=True)
    load = models.ForeignKey(Load, models.PROTECT, related_name="+")
    order = models.ForeignKey("market.Order", models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    buyer = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    pairs = models.PositiveIntegerField()
    cartons = models.PositiveIntegerField()
    grams = models.PositiveBigIntegerField()
    ml = models.PositiveBigIntegerField()
    value_minor = models.PositiveBigIntegerField()
    due_on = models.DateField()
    tariff = models.ForeignKey("registry.Tariff", models.PROTECT, null=True, related_name="+")
    # Goods are handed over on the load's day and leave on the next day of the service's timetable.
    leaves_on = models.DateField(null=True)
    arrives_on = models.DateField(null=True)
    state = models.CharField(max_length=10, default="waiting")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["load", "order"], name="freight_shipment_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "on_road", "delivered"]), name="freight_shipment_state"
            ),
        ]
        indexes = [
            models.Index(fields=["arrives_on"], condition=Q(state="on_road"), name="freight_arriving_idx"),
            models.Index(fields=["order"], name="freight_shipment_order_idx"),
            models.Index(fields=["firm"], name="freight_shipment_firm_idx"),
        ]

    def __str__(self) -> str:
        return self.code


class ShipmentLine(models.Model):
    """Hold that a line travels in a shipment, whole."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="+")
    line = models.OneToOneField("market.Line", models.PROTECT, related_name="+")
    lot = models.ForeignKey("mill.Lot", models.PROTECT, related_name="+")
    pairs = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pairs__gt=0), name="freight_shipmentline_pairs")]

    def __str__(self) -> str:
        return f"{self.shipment_id} {self.line_id}"


class Baseline(models.Model):
    """Hold what a firm would have paid for its part of a load alone; frozen before the pool is solved.

    `naive_minor` sends each order by itself, `own_best_minor` the firm's own orders together; both hold what is paid
    and what waiting costs (capital and lateness).
    """

    load = models.ForeignKey(Load, models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    shipments = models.PositiveIntegerField()
    pairs = models.PositiveIntegerField()
    naive_minor = models.BigIntegerField()
    own_best_minor = models.BigIntegerField()
    own_best_waiting_minor = models.BigIntegerField()
    own_best_bound_minor = models.BigIntegerField()
    own_best_late_pairs = models.PositiveIntegerField(default=0)
    # The services chosen for the firm's shipments, in the order of their keys: the pool begins with them.
    own_best_tariffs = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["load", "firm"], name="freight_baseline_once"),
            models.CheckConstraint(
                condition=Q(naive_minor__gte=F("own_best_minor")) & Q(own_best_minor__gte=0),
                name="freight_baseline_order",
            ),
        ]
        indexes = [models.Index(fields=["firm"], name="freight_baseline_firm_idx")]

    def __str__(self) -> str:
        return f"{self.load_id} {self.firm_id} {self.own_best_minor}"


class Offer(models.Model):
    """Hold what a firm is offered for its part of a load before it leaves, and what it said.

    One that is "drawn" goes alone for the live proof, one that is "alone" because together is no cheaper; both have
    nothing to answer.
    """

    code = models.CharField(max_length=16, unique=True)
    load = models.ForeignKey(Load, models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    own_best_minor = models.BigIntegerField()
    charge_minor = models.BigIntegerField()
    waiting_minor = models.BigIntegerField()
    late_pairs = models.PositiveIntegerField()
    # The services of the pool for the firm's shipments, in the order of their keys: the load leaves with them.
    tariffs = models.JSONField(default=list)
    answer = models.CharField(max_length=8, default="silent")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["load", "firm"], name="freight_offer_once"),
            models.CheckConstraint(
                condition=Q(charge_minor__gte=0) & Q(own_best_minor__gte=F("charge_minor") + F("waiting_minor")),
                name="freight_never_offered_above",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["silent", "accepted", "declined", "drawn", "alone"]),
                name="freight_offer_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Charge(models.Model):
    """Hold what a firm pays of a load; with what waiting costs it, never above its own best."""

    load = models.ForeignKey(Load, models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    own_best_minor = models.BigIntegerField()
    charge_minor = models.BigIntegerField()
    waiting_minor = models.BigIntegerField()
    late_pairs = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["load", "firm"], name="freight_charge_once"),
            models.CheckConstraint(
                condition=Q(charge_minor__gte=0) & Q(own_best_minor__gte=F("charge_minor") + F("waiting_minor")),
                name="freight_never_above_own_best",
            ),
        ]
        indexes = [models.Index(fields=["firm"], name="freight_charge_firm_idx")]

    def __str__(self) -> str:
        return f"{self.load_id} {self.firm_id} {self.charge_minor}"


class Delay(models.Model):
    """Hold that a shipment on the road comes later than was told; rows are only added, and the latest counts."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="+")
    reported_on = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=["breakdown", "weather", "customs", "port", "other"]),
                name="freight_delay_reason",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("reported_on")), name="freight_delay_ahead"),
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id} {self.until}"
