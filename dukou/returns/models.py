"""Hold return cases."""

from django.db import models
from django.db.models import Q


class Case(models.Model):
    """Hold one return of one line, from the request to its close."""

    code = models.CharField(max_length=16, unique=True)
    request = models.OneToOneField("market.ReturnRequest", models.PROTECT, related_name="+")
    line = models.ForeignKey("market.Line", models.PROTECT, related_name="+")
    order = models.ForeignKey("market.Order", models.PROTECT, related_name="+")
    lot = models.ForeignKey("mill.Lot", models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    buyer = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    pairs = models.PositiveIntegerField()
    grams_per_pair = models.PositiveIntegerField()
    unit_price_e4 = models.PositiveIntegerField()
    draw = models.BigIntegerField()
    reason = models.CharField(max_length=16)
    outcome = models.CharField(max_length=12)
    requested_on = models.DateField()
    received_on = models.DateField(null=True)
    condition = models.CharField(max_length=12, blank=True)
    grade = models.CharField(max_length=1, blank=True)
    disposition = models.CharField(max_length=12, blank=True)
    # Pairs sent instead of a refund, from goods that came back before; the rest is refunded.
    pairs_replaced = models.PositiveIntegerField(default=0)
    refund_minor = models.BigIntegerField(default=0)
    replacement_minor = models.BigIntegerField(default=0)
    freight_minor = models.BigIntegerField(default=0)
    handling_minor = models.BigIntegerField(default=0)
    resale_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, default="open")
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs__gt=0), name="returns_case_pairs"),
            models.CheckConstraint(condition=Q(state__in=["open", "graded", "closed"]), name="returns_case_state"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False), name="returns_case_closed_on"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "received_on"], name="returns_open_idx"),
            models.Index(fields=["closed_on"], name="returns_closed_idx"),
            models.Index(fields=["firm", "requested_on"], name="returns_firm_idx"),
        ]

    def __str__(self) -> str:
        return self.code
