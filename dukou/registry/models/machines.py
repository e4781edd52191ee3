"""Hold knitting machines, in groups of like ones."""

from django.db import models
from django.db.models import Q


class MachineGroup(models.Model):
    """Hold machines of a firm that can knit the same."""

    code = models.CharField(max_length=16, unique=True)
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    site = models.ForeignKey("registry.Site", models.PROTECT, related_name="+")
    needle_count = models.PositiveSmallIntegerField()
    cylinder_e2 = models.PositiveSmallIntegerField()
    double_cylinder = models.BooleanField(default=False)
    terry = models.CharField(max_length=8, default="plain")
    colours_a_course = models.PositiveSmallIntegerField(default=1)
    integrated = models.BooleanField(default=False)
    machines = models.PositiveIntegerField()
    efficiency_ppm = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(machines__gt=0), name="registry_group_machines"),
            models.CheckConstraint(condition=Q(efficiency_ppm__lte=1_000_000), name="registry_group_efficiency"),
            models.CheckConstraint(condition=Q(terry__in=["plain", "half", "full"]), name="registry_group_terry"),
        ]

    def __str__(self) -> str:
        return f"{self.needle_count}N {self.terry} x{self.machines}"


class Machine(models.Model):
    """Hold one knitting machine."""

    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    group = models.ForeignKey(MachineGroup, models.PROTECT, related_name="+")
    serial_no = models.CharField(max_length=20)
    installed_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm", "serial_no"], name="registry_machine_once")]

    def __str__(self) -> str:
        return self.serial_no
