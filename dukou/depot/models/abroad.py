"""Hold what lies at depots overseas: what is announced there, what they did with it, their fees, what to place."""

from django.db import models
from django.db.models import F, Q

EVENTS = ["receive", "store", "pick", "pack", "return", "dispose"]
BASES = ["m3", "kg", "carton", "pair", "order", "day"]
KINDS = ["sent", "returned", "disposed"]


class OverseasDepot(models.Model):
    """Hold a site overseas: tariffs to its destination lead there, and it serves buyers in that destination's zone."""

    site = models.OneToOneField("registry.Site", models.PROTECT, related_name="+")
    destination = models.ForeignKey("registry.Destination", models.PROTECT, related_name="+")
    capacity_ml = models.PositiveBigIntegerField()
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.site_id}"


class Inbound(models.Model):
    """Hold pairs of a SKU that are announced at a depot overseas, and how many of them came, whole or damaged."""

    code = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=60, unique=True)
    site = models.ForeignKey("registry.Site", models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    sku = models.ForeignKey("market.Sku", models.PROTECT, related_name="+")
    pairs = models.PositiveIntegerField()
    # What carries them, by the carrier's or the town's own number.
    load = models.CharField(max_length=16, blank=True)
    announced_on = models.DateField()
    expected_on = models.DateField()
    received_on = models.DateField(null=True)
    received_pairs = models.PositiveIntegerField(null=True)
    damaged_pairs = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pairs__gt=0, expected_on__gte=F("announced_on")), name="depot_inbound_pairs"
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True, received_pairs__isnull=True, damaged_pairs__isnull=True)
                | Q(received_on__gte=F("announced_on"), pairs__gte=F("received_pairs") + F("damaged_pairs")),
                name="depot_inbound_received",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "expected_on"], name="depot_inbound_site_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.pairs}"


class OverseasEntry(models.Model):
    """Hold what a depot overseas did with an owner's pairs: sent out, taken back, disposed of; rows are only added."""

    code = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=8)
    site = models.ForeignKey("registry.Site", models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+", db_index=False)
    sku = models.ForeignKey("market.Sku", models.PROTECT, related_name="+")
    pairs = models.PositiveIntegerField()
    # The order that it was done for: what is done for one on a day is charged as one.
    order_ref = models.CharField(max_length=40, blank=True)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs__gt=0, kind__in=KINDS), name="depot_overseas_entry"),
        ]
        indexes = [
            models.Index(fields=["owner", "on"], name="depot_overseas_owner_idx"),
            models.Index(fields=["site", "on"], name="depot_overseas_site_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pairs}"


class FeeRule(models.Model):
    """Hold what a depot overseas charges for an event, by what it is counted in, on the days that it is valid.

    Storage is counted each day, free for `free_days` from arrival. A day's storage, a delivery and an order come to
    `minimum_minor` at least.
    """

    site = models.ForeignKey("registry.Site", models.PROTECT, related_name="+")
    event = models.CharField(max_length=8)
    basis = models.CharField(max_length=6)
    free_days = models.PositiveSmallIntegerField(default=0)
    minimum_minor = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(event__in=EVENTS), name="depot_fee_event"),
            models.CheckConstraint(condition=Q(basis__in=BASES), name="depot_fee_basis"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="depot_fee_dates"
            ),
            models.UniqueConstraint(fields=["site", "event", "basis", "valid_from"], name="depot_fee_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.basis} from {self.valid_from}"


class FeeTier(models.Model):
    """Hold what a unit costs from an amount on, and for storage from an age in days on, in 1/10,000."""

    rule = models.ForeignKey(FeeRule, models.PROTECT, related_name="+")
    starts = models.PositiveIntegerField()
    price_e4 = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "starts"], name="depot_fee_tier_once")]

    def __str__(self) -> str:
        return f"{self.starts} {self.price_e4}"


class FeeDay(models.Model):
    """Hold that the fees of a day are charged: no goods overseas are moved on it any more.

    `posted_on` is the day with which they went into the books.
    """

    on = models.DateField(unique=True)
    posted_on = models.DateField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(posted_on__isnull=True) | Q(posted_on__gt=F("on")), name="depot_fees_posted_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}"


class FeeLine(models.Model):
    """Hold a fee; rows are only ever added.

    `amount` is in the smallest unit of the rule's basis: ml, grams, cartons, pairs, orders. `exact_e10` is what it
    costs in 1e-10 of the currency's unit; what makes no whole minor unit, `rest_e10`, goes on to the owner's next line
    in that currency at that site.
    """

    code = models.CharField(max_length=16, unique=True)
    rule = models.ForeignKey(FeeRule, models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    # Code of the inbound or of the entry, the first one of a delivery or an order; none for a day of storage.
    cause = models.CharField(max_length=16, blank=True)
    amount = models.PositiveBigIntegerField()
    exact_e10 = models.PositiveBigIntegerField()
    amount_minor = models.PositiveBigIntegerField()
    rest_e10 = models.PositiveBigIntegerField()
    rate_e6 = models.PositiveBigIntegerField()
    cny_minor = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "owner", "on", "cause"], name="depot_fee_once"),
        ]
        indexes = [
            models.Index(fields=["owner", "on"], name="depot_fee_owner_idx"),
            models.Index(fields=["on"], name="depot_fee_on_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount_minor}"


class Proposal(models.Model):
    """Hold what an owner might place overseas by a forecast, what that should earn, and what the owner answered.

    One that nobody answered lapses when the next is made.
    """

    code = models.CharField(max_length=16, unique=True)
    owner = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    # What goods and freight may come to; none where that does not matter.
    budget_minor = models.PositiveBigIntegerField(null=True)
    expected_minor = models.BigIntegerField()
    bound_minor = models.BigIntegerField()
    state = models.CharField(max_length=8, default="open")
    answered_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answered_on__isnull=True)
                | Q(state__in=["accepted", "declined", "lapsed"], answered_on__isnull=False),
                name="depot_proposal_state",
            ),
            models.CheckConstraint(condition=Q(bound_minor__gte=F("expected_minor")), name="depot_proposal_bound"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"


class ProposalLine(models.Model):
    """Hold how many pairs of a SKU to place where, by which service, and the pairs forecast to sell there."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="+")
    site = models.ForeignKey("registry.Site", models.PROTECT, related_name="+")
    sku = models.ForeignKey("market.Sku", models.PROTECT, related_name="+")
    service = models.CharField(max_length=12)
    days = models.PositiveSmallIntegerField()
    pairs = models.PositiveIntegerField()
    forecast_pairs = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs__gt=0), name="depot_proposal_pairs"),
            models.UniqueConstraint(fields=["proposal", "site", "sku", "service"], name="depot_proposal_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.pairs}"
