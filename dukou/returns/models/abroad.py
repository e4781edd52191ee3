"""Hold what customs know of goods that came back overseas, and the rides on which they come home."""

from django.db import models
from django.db.models import Q

from dukou.returns.models.cases import Case

CUSTOMS = ["exported", "claimed", "imported", "expired"]


class Ride(models.Model):
    """Hold a ride home from an overseas depot: why it was booked, and when its goods came."""

    code = models.CharField(max_length=16, unique=True)
    site = models.ForeignKey("registry.Site", models.PROTECT, related_name="+")
    booked_on = models.DateField()
    arrives_on = models.DateField()
    why = models.CharField(max_length=8)
    pairs = models.PositiveIntegerField()
    value_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField()
    arrived_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(why__in=["pays", "deadline"], pairs__gt=0), name="returns_ride_why"),
        ]

    def __str__(self) -> str:
        return self.code


class Riding(models.Model):
    """Tie a case's goods to the ride that brings them home."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    ride = models.ForeignKey(Ride, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.case_id} {self.ride_id}"


class CustomsStep(models.Model):
    """Hold how a case's goods stand with customs from a day on; rows are only ever added, and the last one counts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    status = models.CharField(max_length=8)
    on = models.DateField()
    # The number of the customs paper.
    reference = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=CUSTOMS), name="returns_customs_status"),
            models.UniqueConstraint(fields=["case", "status"], name="returns_customs_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.status}"
