"""Hold what happens to returned goods between their buyer and the dock: announced numbers, hand-overs, scans."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dukou.returns.models.cases import Case, Parcel

LEGS = ["buyer_shop", "buyer_round", "shop_round", "round_dock"]


class SentNumber(models.Model):
    """Hold under which carrier's number a buyer sent a case's goods; rows are only ever added."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    carrier_ref = models.CharField(max_length=40, unique=True)
    on = models.DateField()

    def __str__(self) -> str:
        return self.carrier_ref


class HandOver(models.Model):
    """Hold that a case's goods went from one hand to another: two names, the pairs asked for and those counted.

    Rows are only added. Names and the salt of their digests in the book of facts are blanked together.
    """

    key = models.CharField(max_length=64, unique=True)
    leg = models.CharField(max_length=16)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    asked = models.PositiveIntegerField()
    found = models.PositiveIntegerField()
    given_by = models.CharField(max_length=40, blank=True)
    taken_by = models.CharField(max_length=40, blank=True)
    salt = models.CharField(max_length=16, blank=True)
    picture = models.CharField(max_length=16, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The firm for which it was put down: the shop, or none for a desk.
    firm = models.ForeignKey("registry.Firm", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(leg__in=LEGS), name="returns_handover_leg"),
            models.CheckConstraint(
                condition=Q(asked=F("found")) | ~Q(picture=""), name="returns_handover_difference_is_pictured"
            ),
            models.UniqueConstraint(fields=["case", "leg"], name="returns_handover_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.leg}"


class DockScan(models.Model):
    """Hold what a person took in at the dock, under the key that the device gave it; an undo is a row of its own.

    `expected_on` is the day on which the case's goods were expected before they came.
    """

    key = models.UUIDField(unique=True)
    act = models.CharField(max_length=8)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, related_name="+")
    # What was scanned or typed: a case or a carrier's number; nothing where a parcel bears none.
    code = models.CharField(max_length=40, blank=True)
    pairs = models.PositiveIntegerField(null=True)
    expected_on = models.DateField(null=True)
    # By the device's own clock; when it came in is later, perhaps by hours.
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=["returned", "parcel"], undoes__isnull=True)
                | Q(act="undone", undoes__isnull=False),
                name="returns_scan_act",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False, parcel__isnull=True) | Q(case__isnull=True, parcel__isnull=False),
                name="returns_scan_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.code}"
