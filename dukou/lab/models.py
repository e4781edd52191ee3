"""Hold inspections, the severity at which each firm's families are inspected, and the days that are done."""

from django.db import models
from django.db.models import Q

RESULTS = ["accepted", "rejected"]


class Inspection(models.Model):
    """Hold one inspection of a lot by attributes; the first one is original, later ones follow a rework."""

    code = models.CharField(max_length=16, unique=True)
    lot = models.ForeignKey("mill.Lot", models.PROTECT, related_name="+")
    line = models.ForeignKey("market.Line", models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    family = models.CharField(max_length=16)
    attempt = models.PositiveSmallIntegerField(default=1)
    on = models.DateField()
    lot_pairs = models.PositiveIntegerField()
    severity = models.CharField(max_length=10)
    level = models.CharField(max_length=4)
    letter = models.CharField(max_length=1)
    sample_pairs = models.PositiveIntegerField()
    critical_found = models.PositiveIntegerField()
    major_found = models.PositiveIntegerField()
    major_accept = models.PositiveIntegerField()
    minor_found = models.PositiveIntegerField()
    minor_accept = models.PositiveIntegerField()
    result = models.CharField(max_length=8)
    pairs_scrapped = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "attempt"], name="lab_inspection_once"),
            models.CheckConstraint(condition=Q(result__in=RESULTS), name="lab_inspection_result"),
        ]
        indexes = [
            models.Index(fields=["firm", "-on"], name="lab_inspection_firm_idx"),
            models.Index(fields=["line"], name="lab_inspection_line_idx"),
            models.Index(fields=["-on"], condition=Q(result="rejected"), name="lab_inspection_rejected_idx"),
        ]

    def __str__(self) -> str:
        return self.code


class Severity(models.Model):
    """Hold how a firm's product family is inspected now: the state of the switching rules."""

    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    family = models.CharField(max_length=16)
    severity = models.CharField(max_length=10, default="normal")
    state = models.JSONField(default=dict)
    resume_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm", "family"], name="lab_severity_once")]

    def __str__(self) -> str:
        return f"{self.firm_id} {self.family} {self.severity}"


class LabDay(models.Model):
    """Mark a day whose lots were inspected, in the transaction of their results."""

    on = models.DateField(unique=True)

    def __str__(self) -> str:
        return str(self.on)
