"""Hold the live proof: who lets goods be drawn to go alone, what was drawn, and what carriers billed."""

from django.db import models
from django.db.models import Q


class ProofConsent(models.Model):
    """Hold that a firm joins the live proof, or leaves it; rows are only added, and the latest counts."""

    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    joins = models.BooleanField()
    on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["firm", "id"], name="freight_consent_firm_idx")]

    def __str__(self) -> str:
        return f"{self.firm_id} {self.joins}"


class ProofDraw(models.Model):
    """Hold that a firm's part of a load was drawn to go alone, before the pool was solved."""

    load = models.ForeignKey("freight.Load", models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "firm"], name="freight_draw_once")]

    def __str__(self) -> str:
        return f"{self.load_id} {self.firm_id}"


class CarrierBill(models.Model):
    """Hold one line of a carrier's invoice, with the load and service that it was matched to, or with none.

    `firm` is set where a firm's goods were sent alone and billed apart.
    """

    carrier = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    invoice = models.CharField(max_length=40)
    line = models.PositiveIntegerField()
    reference = models.CharField(max_length=40)
    load = models.ForeignKey("freight.Load", models.PROTECT, null=True, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, null=True, related_name="+")
    service = models.CharField(max_length=12)
    amount_minor = models.BigIntegerField()
    billed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carrier", "invoice", "line"], name="freight_carrierbill_once"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="freight_carrierbill_amount"),
        ]
        indexes = [models.Index(fields=["load", "firm"], name="freight_carrierbill_idx")]

    def __str__(self) -> str:
        return f"{self.invoice} {self.line}"


class PastBill(models.Model):
    """Hold what a firm's own invoices of a month before it joined say of freight; the latest row counts."""

    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    month = models.DateField()
    zone = models.CharField(max_length=20)
    pairs = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs__gt=0) & Q(amount_minor__gte=0), name="freight_pastbill_positive")
        ]
        indexes = [models.Index(fields=["firm", "month"], name="freight_pastbill_idx")]

    def __str__(self) -> str:
        return f"{self.firm_id} {self.month}"
