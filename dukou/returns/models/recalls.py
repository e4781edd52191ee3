"""Hold recalls of lots, and the buyers who have goods of them."""

from django.db import models
from django.db.models import Q

RECALL_STATES = ["asked", "declined", "open", "closed"]


class Recall(models.Model):
    """Hold that a lot is called back by its seller of record, or that a desk asks him to."""

    code = models.CharField(max_length=16, unique=True)
    lot = models.ForeignKey("mill.Lot", models.PROTECT, related_name="+")
    line = models.ForeignKey("market.Line", models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12)
    state = models.CharField(max_length=8)
    asked_on = models.DateField()
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "declined"], opened_on__isnull=True, closed_on__isnull=True)
                | Q(state="open", opened_on__isnull=False, closed_on__isnull=True)
                | Q(state="closed", opened_on__isnull=False, closed_on__isnull=False),
                name="returns_recall_state",
            ),
            models.UniqueConstraint(
                fields=["lot"], condition=Q(state__in=["asked", "open"]), name="returns_recall_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RecallBuyer(models.Model):
    """Hold how many pairs of a recalled lot a buyer has had: as ordered, or in exchange for others."""

    recall = models.ForeignKey(Recall, models.PROTECT, db_index=False, related_name="+")
    buyer = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    pairs_ordered = models.PositiveIntegerField(default=0)
    pairs_exchanged = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recall", "buyer"], name="returns_recall_buyer_once")]

    def __str__(self) -> str:
        return f"{self.recall_id} {self.buyer_id}"
