"""Hold what is published and dated: destinations, rates, duties, limits, press figures, targets."""

from django.db import models
from django.db.models import F, Q


class Destination(models.Model):
    """Hold where goods go, with the lead time that the town publishes for the way there."""

    code = models.CharField(max_length=12, unique=True)
    iso = models.CharField(max_length=2)
    zone = models.CharField(max_length=20)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    lane_days = models.PositiveSmallIntegerField()
    # Weekdays on which loads leave, Monday is 0, for example "1,4".
    cutoff_weekdays = models.CharField(max_length=14)

    def __str__(self) -> str:
        return self.code


class Dated(models.Model):
    """Give a published row its validity and its source."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        abstract = True


class ExchangeRate(models.Model):
    """Hold yuan for one unit of a currency on a date, in millionths."""

    currency = models.CharField(max_length=3)
    rate_e6 = models.PositiveBigIntegerField()
    on = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["currency", "on"], name="registry_rate_once")]

    def __str__(self) -> str:
        return f"{self.currency} {self.on}"


class Duty(Dated):
    """Hold the duty on a customs heading at a destination, in parts per million of value."""

    destination = models.ForeignKey(Destination, models.PROTECT, related_name="+")
    hs_code = models.CharField(max_length=10)
    rate_ppm = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="registry_duty_dates"
            ),
            models.UniqueConstraint(fields=["destination", "hs_code", "valid_from"], name="registry_duty_once"),
        ]

    def __str__(self) -> str:
        return f"{self.hs_code} {self.rate_ppm}"


class Limit(Dated):
    """Hold any other dated number, in millionths of its unit: a rate of interest, a fee, a term of payment."""

    key = models.CharField(max_length=60)
    value_e6 = models.BigIntegerField()
    unit = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="registry_limit_dates"
            ),
            models.UniqueConstraint(fields=["key", "valid_from"], name="registry_limit_once"),
        ]

    def __str__(self) -> str:
        return self.key


class PressFigure(models.Model):
    """Hold a published figure as value, unit, date and source; press figures differ."""

    key = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=20, decimal_places=4)
    unit = models.CharField(max_length=40)
    as_of = models.CharField(max_length=20)
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.key


class Target(models.Model):
    """Hold a target of the town's plan."""

    key = models.CharField(max_length=60, unique=True)
    value = models.DecimalField(max_digits=20, decimal_places=4)
    unit = models.CharField(max_length=40)
    due_on = models.DateField()
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.key


class TownClock(models.Model):
    """Hold the town's business date and how many of the day's steps are done: one row."""

    on = models.DateField()
    step = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="registry_one_clock")]

    def __str__(self) -> str:
        return f"{self.on} {self.step}"
