"""Hold what sellers lay down for returns; rows are only added, and the last of each counts."""

from django.db import models
from django.db.models import F, Q


class Policy(models.Model):
    """Hold up to what price a pair and up to what value a seller lets goods stay that are not worth their way back.

    Nought is no limit to that. `part_e6` is the share of the price, in millionths, that a buyer may keep goods for.
    """

    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    on = models.DateField()
    keeps_goods = models.BooleanField(default=True)
    most_price_e4 = models.PositiveIntegerField(default=0)
    most_value_minor = models.PositiveBigIntegerField(default=0)
    part_e6 = models.PositiveIntegerField(default=0)
    person = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "version"], name="returns_policy_once"),
            models.CheckConstraint(condition=Q(part_e6__lt=1_000_000), name="returns_policy_part"),
        ]

    def __str__(self) -> str:
        return f"{self.firm_id} {self.version}"


class Trust(models.Model):
    """Hold that a seller sends a buyer replacements ahead, or no longer does."""

    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    buyer = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    on = models.DateField()
    is_trusted = models.BooleanField()
    person = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(firm=F("buyer")), name="returns_trust_two")]

    def __str__(self) -> str:
        return f"{self.firm_id} {self.buyer_id} {self.is_trusted}"


class Equal(models.Model):
    """Hold what one of two owners says: that the giver's article goes for the taker's at a price a pair.

    The agreement stands while the last word of both is that it does, at one price.
    """

    giver = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    gtin = models.CharField(max_length=14)
    taker = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    taker_gtin = models.CharField(max_length=14)
    unit_price_e4 = models.PositiveIntegerField()
    by = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    stands = models.BooleanField()
    on = models.DateField()
    person = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=F("taker")) & (Q(by=F("giver")) | Q(by=F("taker"))), name="returns_equal_two"
            ),
            models.CheckConstraint(condition=Q(unit_price_e4__gt=0), name="returns_equal_price"),
        ]
        indexes = [models.Index(fields=["taker", "taker_gtin"], name="returns_equal_idx")]

    def __str__(self) -> str:
        return f"{self.gtin} {self.taker_gtin} {self.stands}"
