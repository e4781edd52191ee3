"""Hold which lots are held back, since when, and why."""

from django.db import models
from django.db.models import F, Q

BECAUSE = ["faults", "yarn", "machines", "recall"]


class Hold(models.Model):
    """Hold back what there is of a lot, until somebody at a desk lets it go with a reason.

    `because` says what was found: repeated faults of the lot itself, of another one that shares its yarn or machines,
    or a recall; `cause` is the code of the fault or the recall. A lot may be held back before it is in the depot.
    """

    code = models.CharField(max_length=16, unique=True)
    lot = models.ForeignKey("mill.Lot", models.PROTECT, related_name="+")
    owner = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    because = models.CharField(max_length=8)
    cause = models.CharField(max_length=16)
    held_on = models.DateField()
    lifted_on = models.DateField(null=True)
    lifted_for = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(because__in=BECAUSE), name="depot_hold_because"),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True, lifted_for="") | Q(lifted_on__gte=F("held_on")) & ~Q(lifted_for=""),
                name="depot_hold_lifted",
            ),
            models.UniqueConstraint(
                fields=["lot", "because"], condition=Q(lifted_on__isnull=True), name="depot_hold_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.because}"
