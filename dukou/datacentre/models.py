"""Hold the town's figures as they were counted on a day, and the places on its map."""

from django.db import models


class Figure(models.Model):
    """Hold one figure of a day; a later count adds rows and changes none."""

    on = models.DateField()
    key = models.CharField(max_length=60)
    part = models.CharField(max_length=80, blank=True)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    unit = models.CharField(max_length=40)
    firms = models.PositiveIntegerField(null=True)
    is_suppressed = models.BooleanField(default=False)
    reason = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "key", "part"], name="datacentre_figure_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.part}"


class Place(models.Model):
    """Hold a place on the public map, without whose it is; the map is drawn anew where the town has changed."""

    kind = models.CharField(max_length=16)
    zone = models.CharField(max_length=40)
    lat_e4 = models.IntegerField()
    lon_e4 = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.zone}"
