"""Hold return cases, and parcels that came back without a word of what they are."""

from django.db import models
from django.db.models import Q

from dukou.returns.models.recalls import Recall

# A parcel that nobody's line was found for in time is lapsed; one whose booking was undone is void.
PARCEL_NOBODYS = ["unmatched", "lapsed", "void"]


class Parcel(models.Model):
    """Hold a parcel that came back unannounced, until the desk finds the delivered line that it is of."""

    code = models.CharField(max_length=16, unique=True)
    came_on = models.DateField()
    # None where the parcel bears no number.
    carrier_ref = models.CharField(max_length=40, blank=True)
    cartons = models.PositiveIntegerField()
    grams = models.PositiveIntegerField()
    note_code = models.CharField(max_length=16, blank=True)
    pairs_counted = models.PositiveIntegerField()
    state = models.CharField(max_length=9, default="unmatched")
    line = models.ForeignKey("market.Line", models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey("mill.Lot", models.PROTECT, null=True, related_name="+")
    matched_on = models.DateField(null=True)
    # When its days were over, and its goods went among the seconds.
    lapsed_on = models.DateField(null=True)
    picture = models.CharField(max_length=16, blank=True)
    # The lot of a label found inside, and a digest of the last digits of the sender's telephone number.
    lot_seen = models.ForeignKey("mill.Lot", models.PROTECT, null=True, related_name="+")
    phone_digits = models.PositiveSmallIntegerField(default=0)
    phone_salt = models.CharField(max_length=16, blank=True)
    phone_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs_counted__gt=0, cartons__gt=0), name="returns_parcel_pairs"),
            models.UniqueConstraint(
                fields=["carrier_ref"], condition=~Q(carrier_ref="") & ~Q(state="void"), name="returns_parcel_once"
            ),
            models.CheckConstraint(
                condition=Q(state="matched", line__isnull=False, lot__isnull=False, matched_on__isnull=False)
                | Q(state__in=PARCEL_NOBODYS, line__isnull=True, lot__isnull=True, matched_on__isnull=True),
                name="returns_parcel_state",
            ),
            models.CheckConstraint(
                condition=Q(state="lapsed", lapsed_on__isnull=False) | ~Q(state="lapsed") & Q(lapsed_on__isnull=True),
                name="returns_parcel_lapsed",
            ),
        ]
        indexes = [
            models.Index(fields=["came_on"], condition=Q(state="unmatched"), name="returns_unmatched_idx"),
            models.Index(fields=["matched_on"], name="returns_matched_idx"),
        ]

    def __str__(self) -> str:
        return self.code


# A case with goods is graded when they are here, one whose goods people received when people say their condition; one
# without goods is decided.
CASE_STATES = ["open", "received", "graded", "decided", "closed"]


class Case(models.Model):
    """Hold one return of one line, from the request, the parcel or the recall that it began with to its close."""

    code = models.CharField(max_length=16, unique=True)
    request = models.OneToOneField("market.ReturnRequest", models.PROTECT, null=True, related_name="+")
    parcel = models.OneToOneField(Parcel, models.PROTECT, null=True, related_name="+")
    recall = models.OneToOneField(Recall, models.PROTECT, null=True, related_name="+")
    # The buyer's request over several lines that it is part of.
    ask = models.ForeignKey("returns.Ask", models.PROTECT, null=True, related_name="+")
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
    # The overseas depot that its goods came back to.
    site = models.ForeignKey("registry.Site", models.PROTECT, null=True, related_name="+")
    # The buyer's picture as the seller's firm may read it.
    evidence = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs__gt=0), name="returns_case_pairs"),
            models.CheckConstraint(condition=Q(state__in=CASE_STATES), name="returns_case_state"),
            models.CheckConstraint(
                condition=Q(request__isnull=False, parcel__isnull=True, recall__isnull=True)
                | Q(request__isnull=True, parcel__isnull=False, recall__isnull=True)
                | Q(request__isnull=True, parcel__isnull=True, recall__isnull=False),
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
    """Hold what one side of a case wrote to the others, perhaps with a picture; desks and consumers write for no firm.

    A picture is the code of a file that the town keeps: who may see the case may see it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, null=True, related_name="+")
    person = models.BigIntegerField(null=True)
    is_consumers = models.BooleanField(default=False)
    text = models.CharField(max_length=500)
    picture = models.CharField(max_length=16, blank=True)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.written_at}"
