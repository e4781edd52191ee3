"""Hold the town's figures as they were counted on a day."""

from django.db import models


class Figure(models.Model):
    """Hold one figure of a day; a later count adds rows and changes none."""

    on = models.DateField()
    key = models.CharField(max_length=60)
    part = models.CharField(max_length=40, blank=True)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    unit = models.CharField(max_length=40)
    firms = models.PositiveIntegerField(null=True)
    is_suppressed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "key", "part"], name="datacentre_figure_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.part}"
