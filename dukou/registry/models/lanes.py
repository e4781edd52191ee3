"""Hold what is published of the ways of goods: how far they are, what they emit, how long a carrier can be claimed of.

A mode is road, rail, sea or air.
"""

from django.db import models
from django.db.models import F, Q

from dukou.registry.models.tables import Dated, Destination

MODES = ["road", "rail", "sea", "air"]


class EmissionFactor(Dated):
    """Hold what carrying a tonne by a mode for a kilometre emits, in milligrams of CO2 equivalent."""

    mode = models.CharField(max_length=4)
    mg_a_tkm = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=MODES), name="registry_factor_mode"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="registry_factor_dates"
            ),
            models.UniqueConstraint(fields=["mode", "valid_from"], name="registry_factor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.mg_a_tkm}"


class LaneDistance(Dated):
    """Hold how many kilometres goods travel from the town to a destination by a mode."""

    destination = models.ForeignKey(Destination, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=4)
    km = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=MODES), name="registry_distance_mode"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="registry_distance_dates"
            ),
            models.UniqueConstraint(fields=["destination", "mode", "valid_from"], name="registry_distance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.destination_id} {self.mode} {self.km}"


class ClaimTerm(Dated):
    """Hold within how many days of delivery a carrier must be told of damage, loss or lateness."""

    mode = models.CharField(max_length=4)
    kind = models.CharField(max_length=8)
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=MODES), name="registry_term_mode"),
            models.CheckConstraint(condition=Q(kind__in=["late", "missing", "damaged"]), name="registry_term_kind"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="registry_term_dates"
            ),
            models.UniqueConstraint(fields=["mode", "kind", "valid_from"], name="registry_term_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.kind} {self.days}"
