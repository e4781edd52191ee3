"""Hold the papers issued for shipments, and how their goods are packed: which cartons, on which pallet; only added."""

from django.db import models
from django.db.models import Q

from dukou.freight.models.loads import Shipment


class PaperSet(models.Model):
    """Hold that the papers of a shipment were issued; their number, and what an empty carton and pallet weigh."""

    code = models.CharField(max_length=16, unique=True)
    shipment = models.OneToOneField(Shipment, models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+", db_index=False)
    issued_on = models.DateField()
    carton_grams = models.PositiveIntegerField()
    pallet_grams = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["firm", "-issued_on"], name="freight_papers_firm_idx"),
            models.Index(fields=["buyer", "-issued_on"], name="freight_papers_buyer_idx"),
            models.Index(fields=["-issued_on"], name="freight_papers_on_idx"),
        ]

    def __str__(self) -> str:
        return self.code


class PalletSerial(models.Model):
    """Hold the next pallet serial of a GS1 prefix."""

    prefix = models.CharField(max_length=9, unique=True)
    next_serial = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return self.prefix


class Pallet(models.Model):
    """Hold a pallet under its SSCC."""

    papers = models.ForeignKey(PaperSet, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    sscc = models.CharField(max_length=18, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["papers", "number"], name="freight_pallet_once")]

    def __str__(self) -> str:
        return self.sscc


class PackedCartons(models.Model):
    """Hold equal cartons of a line that follow one another, on one pallet or on none; weight and volume are of one."""

    papers = models.ForeignKey(PaperSet, models.PROTECT, related_name="+", db_index=False)
    line = models.ForeignKey("market.Line", models.PROTECT, related_name="+")
    pallet = models.ForeignKey(Pallet, models.PROTECT, null=True, related_name="+")
    first = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    pairs = models.PositiveIntegerField()
    net_grams = models.PositiveIntegerField()
    ml = models.PositiveIntegerField()
    sscc_first = models.CharField(max_length=18)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["papers", "first"], name="freight_packed_once"),
            models.CheckConstraint(
                condition=Q(first__gt=0) & Q(count__gt=0) & Q(pairs__gt=0), name="freight_packed_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}+{self.count}"
