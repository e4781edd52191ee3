"""Hold what happened to goods on the way: events, links to look at them, hand-overs, exceptions and claims."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class TrackEvent(models.Model):
    """Hold what happened to a shipment on its way; rows are only added, each once under its teller's `key`."""

    shipment = models.ForeignKey("freight.Shipment", models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=8)
    place = models.CharField(max_length=60, blank=True)
    # The carrier's own code of what happened.
    carrier_code = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shipment", "key"], name="freight_trackevent_once"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("booked", "handed_over", "left", "customs_in", "customs_out", "arrived_at_hub"),
                        *("out_for_delivery", "delivered", "delayed", "exception"),
                    ]
                ),
                name="freight_trackevent_kind",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["town", "carrier", "desk", "phone"]), name="freight_trackevent_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id} {self.kind}"


class TrackLink(models.Model):
    """Hold a link by which a shipment can be followed without log-in, until it is withdrawn."""

    code = models.CharField(max_length=16, unique=True)
    shipment = models.ForeignKey("freight.Shipment", models.PROTECT, related_name="+")
    made_on = models.DateField()
    retired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shipment"], condition=Q(retired_on__isnull=True), name="freight_tracklink_once"
            )
        ]

    def __str__(self) -> str:
        return self.code


class HandOver(models.Model):
    """Hold that cartons went from one hand to another: two names, the count asked and the count found.

    Rows are only added, and the last of a leg counts. Names and the salt of their digests in the book of facts are
    blanked together; then nothing tells who it was.
    """

    key = models.CharField(max_length=64, unique=True)
    leg = models.CharField(max_length=16)
    shipment = models.ForeignKey("freight.Shipment", models.PROTECT, related_name="+")
    asked = models.PositiveIntegerField()
    found = models.PositiveIntegerField()
    given_by = models.CharField(max_length=40, blank=True)
    taken_by = models.CharField(max_length=40, blank=True)
    salt = models.CharField(max_length=16, blank=True)
    picture = models.CharField(max_length=16, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # For whom the person acted; a desk acts for its own firm.
    firm = models.ForeignKey("registry.Firm", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(leg__in=["firm_round", "round_depot", "depot_carrier", "carrier_buyer"]),
                name="freight_handover_leg",
            ),
            models.CheckConstraint(
                condition=Q(asked=F("found")) | ~Q(picture=""), name="freight_handover_difference_is_pictured"
            ),
        ]
        indexes = [models.Index(fields=["shipment", "at"], name="freight_handover_idx")]

    def __str__(self) -> str:
        return f"{self.shipment_id} {self.leg}"


class RoadException(models.Model):
    """Hold that a shipment is late, missing or damaged; the rule or people find it, people or the arrival close it."""

    code = models.CharField(max_length=16, unique=True)
    shipment = models.ForeignKey("freight.Shipment", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    found_by = models.CharField(max_length=10)
    found_on = models.DateField()
    # Of what is missing or damaged, where it was counted.
    cartons = models.PositiveIntegerField(null=True)
    picture = models.CharField(max_length=16, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shipment", "kind"], name="freight_roadexception_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["late", "missing", "damaged"]), name="freight_roadexception_kind"
            ),
            models.CheckConstraint(
                condition=Q(found_by__in=["rule", "hand_over", "seller", "buyer", "desk"]),
                name="freight_roadexception_finder",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, outcome="") | Q(closed_on__isnull=False, outcome__gt=""),
                name="freight_roadexception_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["found_on"], condition=Q(closed_on__isnull=True), name="freight_exception_open_idx")
        ]

    def __str__(self) -> str:
        return self.code


class CarrierClaim(models.Model):
    """Hold what is claimed of a carrier for an exception, in yuan, and by when it had to be; `pictures` are files."""

    code = models.CharField(max_length=16, unique=True)
    exception = models.OneToOneField(RoadException, models.PROTECT, related_name="+")
    carrier = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    deadline_on = models.DateField()
    filed_on = models.DateField()
    pictures = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="freight_carrierclaim_amount"),
            models.CheckConstraint(condition=Q(filed_on__lte=F("deadline_on")), name="freight_carrierclaim_in_time"),
        ]

    def __str__(self) -> str:
        return self.code


class ClaimStep(models.Model):
    """Hold a state of a claim; rows are only added, and the last one is where it stands."""

    claim = models.ForeignKey(CarrierClaim, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)
    paid_minor = models.BigIntegerField(default=0)
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["filed", "acknowledged", "refused", "paid", "dropped"]),
                name="freight_claimstep_state",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_minor__gt=0) | (~Q(state="paid") & Q(paid_minor=0)),
                name="freight_claimstep_paid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.state}"
