"""Hold what people found goods to be, and which firms are close to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dukou.returns.models.cases import Case


class Grading(models.Model):
    """Hold what one person found a case's goods to be; rows are only ever added.

    At the first it is drawn whether another person grades them again, without knowing what was found.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    condition = models.CharField(max_length=12)
    picture = models.CharField(max_length=16)
    is_drawn = models.BooleanField(default=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "place"], name="returns_grading_place_once"),
            models.UniqueConstraint(fields=["case", "person"], name="returns_grading_person_once"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=3) & ~Q(picture=""), name="returns_grading_pictured"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.place} {self.condition}"


class Tie(models.Model):
    """Hold that a firm is close to a person, who therefore grades none of its goods; rows are only ever added."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "firm"], name="returns_tie_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.firm_id}"
