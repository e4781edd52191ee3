"""Hold firms, the people who act for them, and what they show for themselves."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Firm(models.Model):
    """Hold a firm under its unified social credit code; a foreign firm has none."""

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12)
    uscc = models.CharField(max_length=18, unique=True, null=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    translated = models.CharField(max_length=2, blank=True)
    gs1_prefix = models.CharField(max_length=9, unique=True, null=True)
    takes_overflow = models.BooleanField(default=False)
    gives_overflow = models.BooleanField(default=False)
    joined_on = models.DateField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind"], name="registry_firm_kind_idx")]

    def __str__(self) -> str:
        return self.name_en


class Membership(models.Model):
    """Let a person act for a firm in a role."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12)
    since = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "firm", "role"], condition=Q(retired_at__isnull=True), name="registry_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class Site(models.Model):
    """Hold a place of a firm: factory, depot, shop, laboratory."""

    code = models.CharField(max_length=16, unique=True)
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    gln = models.CharField(max_length=13, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    zone = models.CharField(max_length=40)
    country = models.CharField(max_length=2)
    lat_e6 = models.IntegerField()
    lon_e6 = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["kind"], name="registry_site_kind_idx")]

    def __str__(self) -> str:
        return self.name_en


class Certificate(models.Model):
    """Hold a certificate of a firm and how long it is valid."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="registry_certificate_dates"),
            models.UniqueConstraint(fields=["kind", "number"], name="registry_certificate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Brand(models.Model):
    """Hold a brand of a firm."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="+")
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name_en


class Trademark(models.Model):
    """Hold a registered trademark of a brand (Nice class 25: hosiery)."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="+")
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    number = models.CharField(max_length=20, unique=True)
    nice_class = models.PositiveSmallIntegerField(default=25)

    def __str__(self) -> str:
        return self.number
