"""Hold what it costs to place the goods of a case: frozen at its firm's own best first, then together."""

from django.db import models
from django.db.models import Q

from dukou.returns.models.cases import Case


class Placement(models.Model):
    """Hold where a case's goods go alone and together, and what each costs (minor units of CNY).

    What begins with `own` was frozen, as a fact of its batch, before the place was chosen in common; but for what
    sending a replacement costs alone, which is known when one was found.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    batch = models.CharField(max_length=16, db_index=True)
    frozen_on = models.DateField()
    own_sink = models.CharField(max_length=12)
    own_freight_minor = models.BigIntegerField()
    own_handling_minor = models.BigIntegerField()
    own_cash_minor = models.BigIntegerField()
    own_worth_minor = models.BigIntegerField()
    own_reship_minor = models.BigIntegerField(default=0)
    sink = models.CharField(max_length=12, blank=True)
    worth_minor = models.BigIntegerField(default=0)
    pooled_minor = models.BigIntegerField(null=True)
    # What of it is above own best: the common fund bears it.
    fund_minor = models.BigIntegerField(default=0)
    # What of all that nobody is charged for is carriage.
    borne_freight_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sink="", pooled_minor__isnull=True) | ~Q(sink="") & Q(pooled_minor__isnull=False),
                name="returns_placement_chosen",
            ),
            models.CheckConstraint(condition=Q(fund_minor__gte=0), name="returns_placement_fund"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.own_sink} {self.sink}"
