"""Hold how the cost of each load was divided, and what each firm's part rests on; rows are only added."""

from django.db import models
from django.db.models import F, Q


class Sharing(models.Model):
    """Hold one division of what was paid for the goods of a load that go together; of a load the latest counts.

    One is made when the load is offered, and another whenever it is solved anew until it has left.
    """

    load = models.ForeignKey("freight.Load", models.PROTECT, related_name="+")
    method = models.CharField(max_length=13)
    orders = models.PositiveIntegerField()
    error_ppm = models.PositiveBigIntegerField()
    paid_minor = models.BigIntegerField()
    residual_minor = models.BigIntegerField()
    fund_minor = models.BigIntegerField()
    # The least core: its worst complaint as found, proven to be at least under any payments, and at most under these.
    epsilon_e6 = models.BigIntegerField()
    least_epsilon_e6 = models.BigIntegerField()
    most_epsilon_e6 = models.BigIntegerField()
    # The worst complaint about the charges: as found, and as proven to be at most.
    complaint_e6 = models.BigIntegerField()
    most_complaint_e6 = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(method__in=["exact", "sampled", "in_proportion", "nobody"]), name="freight_sharing_method"
            ),
            models.CheckConstraint(condition=Q(fund_minor__gte=0), name="freight_sharing_fund"),
            models.CheckConstraint(
                condition=Q(least_epsilon_e6__lte=F("most_epsilon_e6")) & Q(complaint_e6__lte=F("most_complaint_e6")),
                name="freight_sharing_proof",
            ),
        ]
        indexes = [models.Index(fields=["load", "id"], name="freight_sharing_load_idx")]

    def __str__(self) -> str:
        return f"{self.load_id} {self.method}"


class FirmShare(models.Model):
    """Hold a firm's part of a division, and what it rests on."""

    sharing = models.ForeignKey(Sharing, models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    charge_minor = models.BigIntegerField()
    most_minor = models.BigIntegerField()
    alone_minor = models.BigIntegerField()
    last_minor = models.BigIntegerField()
    added_e6 = models.BigIntegerField()
    error_e6 = models.PositiveBigIntegerField()
    proportional_minor = models.BigIntegerField()
    spared_minor = models.BigIntegerField()
    is_complaining = models.BooleanField()
    is_binding = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sharing", "firm"], name="freight_firmshare_once"),
            models.CheckConstraint(
                condition=Q(charge_minor__gte=0) & Q(charge_minor__lte=F("most_minor")) & Q(spared_minor__gte=0),
                name="freight_firmshare_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sharing_id} {self.firm_id} {self.charge_minor}"
