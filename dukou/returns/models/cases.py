"""Hold return cases, and parcels that came back without a word of what they are."""

from django.db import models
from django.db.models import Q


class Parcel(models.Model):
    """Hold a parcel that came back unannounced, until the desk finds the delivered line that it is of."""

    code = models.CharField(max_length=16, unique=True)
    came_on = models.DateField()
    carrier_ref = models.CharField(max_length=40, unique=True)
    cartons = models.PositiveIntegerField()
    grams = models.PositiveIntegerField()
    note_code = models.CharField(max_length=16, blank=True)
    pairs_counted = models.PositiveIntegerField()
    state = models.CharField(max_length=9, default="unmatched")
    line = models.ForeignKey("market.Line", models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey("mill.Lot", models.PROTECT, null=True, related_name="+")
    matched_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs_counted__gt=0, cartons__gt=0), name="returns_parcel_pairs"),
            models.CheckConstraint(
                condition=Q(state="unmatched", line__isnull=True, lot__isnull=True, matched_on__isnull=True)
                | Q(state="matched", line__isnull=False, lot__isnull=False, matched_on__isnull=False),
                name="returns_parcel_state",
            ),
        ]
        indexes = [
            models.Index(fields=["came_on"], condition=Q(state="unmatched"), name="returns_unmatched_idx"),
            models.Index(fields=["matched_on"], name="returns_matched_idx"),
        ]

    def __str__(self) -> str:
        return self.code


# A case with goods is graded when they are here; one without goods is decided.
CASE_STATES = ["open", "graded", "decided", "closed"]


class Case(models.Model):
    """Hold one return of one line, from the request or the parcel that it began with to its close."""

    code = models.CharField(max_length=16, unique=True)
    request = models.OneToOneField("market.ReturnRequest", models.PROTECT, null=True, related_name="+")
    parcel = models.OneToOneField(Parcel, models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey("market.Line", models.PROTECT, related_name="+")
    order = models.ForeignKey("market.Order", models.PROTECT, related_name="+")
    lot = models.ForeignKey("mill.Lot", models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    buyer = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    pairs = models.PositiveIntegerField()
    grams_per_pair = models.PositiveIntegerField()
    unit_price_e4 = models.PositiveIntegerField()
    draw = models.BigIntegerField()
    reason = models.CharField(max_length=16)
    detail = models.CharField(max_length=16, blank=True)
    outcome = models.CharField(max_length=12)
    requested_on = models.DateField()
    received_on = models.DateField(null=True)
    condition = models.CharField(max_length=12, blank=True)
    grade = models.CharField(max_length=1, blank=True)
    disposition = models.CharField(max_length=12, blank=True)
    # Pairs sent instead of a refund, from goods that came back before; the rest is refunded.
    pairs_replaced = models.PositiveIntegerField(default=0)
    refund_minor = models.BigIntegerField(default=0)
    replacement_minor = models.BigIntegerField(default=0)
    freight_minor = models.BigIntegerField(default=0)
    handling_minor = models.BigIntegerField(default=0)
    # Handling and freight that nobody is charged for, because the cause is unproven: the town bears it.
    borne_minor = models.BigIntegerField(default=0)
    resale_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, default="open")
    closed_on = models.DateField(null=True)
    # What of a claim without goods is not made good, until when it is to be answered, and how long one may appeal.
    withheld_minor = models.BigIntegerField(default=0)
    answer_by = models.DateField(null=True)
    appeal_by = models.DateField(null=True)
    appealed_on = models.DateField(null=True)
    # The buyer's picture as the seller's firm may read it.
    evidence = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs__gt=0), name="returns_case_pairs"),
            models.CheckConstraint(condition=Q(state__in=CASE_STATES), name="returns_case_state"),
            models.CheckConstraint(
                condition=Q(request__isnull=False, parcel__isnull=True) | Q(request__isnull=True, parcel__isnull=False),
                name="returns_case_begun",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False), name="returns_case_closed_on"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "received_on"], name="returns_open_idx"),
            models.Index(fields=["closed_on"], name="returns_closed_idx"),
            models.Index(fields=["firm", "requested_on"], name="returns_firm_idx"),
        ]

    def __str__(self) -> str:
        return self.code


class Decision(models.Model):
    """Hold what was decided of a claim without goods: by its seller, by a rule where that is silent, by a desk."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    on = models.DateField()
    by = models.CharField(max_length=6)
    ruling = models.CharField(max_length=16)
    credit_minor = models.BigIntegerField()
    person = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(by__in=["seller", "rule"]), name="returns_decided_once"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(by="desk"), name="returns_appeal_decided_once"),
            models.CheckConstraint(
                condition=Q(by__in=["seller", "rule", "desk"]) & Q(credit_minor__gte=0), name="returns_decision_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.by} {self.ruling}"


class Note(models.Model):
    """Hold what one side of a case wrote to the others; a desk writes for no firm."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, null=True, related_name="+")
    person = models.BigIntegerField(null=True)
    text = models.CharField(max_length=500)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.written_at}"
