"""Hold goods: every move a row that stays, stock as its sum, reservations, cartons, what shops report, and scans."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

# Where pairs of a lot can be. `mill` is where they come from; on the way to a depot overseas they are `inbound`.
PLACES = [
    *("mill", "depot", "road", "shop", "inbound", "abroad", "buyer", "returned"),
    # Where pairs end that are not with the buyer of their line.
    *("exchanged", "seconds", "scrap", "sold", "sent", "lost"),
    # Taken off the shelf for an exchange, until the goods that it replaces are back.
    "set_aside",
]
SITED = ["shop", "inbound", "abroad"]
AT_A_SITE = Q(from_place__in=SITED) | Q(to_place__in=SITED)


class StockMove(models.Model):
    """Move pairs of a lot from one place to another; rows are only ever added."""

    # The constraint and the index below begin with these two.
    lot = models.ForeignKey("mill.Lot", models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+", db_index=False)
    from_place = models.CharField(max_length=10)
    to_place = models.CharField(max_length=10)
    pairs = models.PositiveIntegerField()
    on = models.DateField()
    cause = models.CharField(max_length=16)
    # The partner shop or the depot overseas, where one of the places is there or on the way there.
    site = models.ForeignKey("registry.Site", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs__gt=0), name="depot_move_pairs"),
            models.CheckConstraint(
                condition=AT_A_SITE & Q(site__isnull=False) | ~AT_A_SITE & Q(site__isnull=True),
                name="depot_move_names_site",
            ),
            models.CheckConstraint(
                condition=Q(from_place__in=PLACES) & Q(to_place__in=PLACES) & ~Q(from_place=F("to_place")),
                name="depot_move_places",
            ),
            models.UniqueConstraint(fields=["lot", "from_place", "to_place", "cause"], name="depot_move_once"),
        ]
        indexes = [
            models.Index(fields=["owner", "on"], name="depot_move_owner_idx"),
            models.Index(fields=["cause"], condition=Q(to_place="exchanged"), name="depot_exchange_idx"),
            models.Index(fields=["site", "lot"], condition=Q(site__isnull=False), name="depot_move_shop_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.from_place} {self.to_place} {self.pairs}"


class Stock(models.Model):
    """Hold how many pairs of a lot lie in the depot, in its custody, and for whom: the sum of moves, cached."""

    lot = models.OneToOneField("mill.Lot", models.PROTECT, related_name="+")
    owner = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    sku = models.ForeignKey("market.Sku", models.PROTECT, related_name="+")
    site = models.ForeignKey("registry.Site", models.PROTECT, related_name="+")
    pairs_on_hand = models.PositiveIntegerField(default=0)
    pairs_reserved = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs_on_hand__gte=F("pairs_reserved")), name="depot_no_overselling"),
        ]
        indexes = [
            models.Index(
                fields=["owner", "sku"], condition=Q(pairs_on_hand__gt=F("pairs_reserved")), name="depot_free_idx"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.pairs_on_hand}"


class Reservation(models.Model):
    """Hold pairs of a stock for one purpose, under a key that makes it once."""

    stock = models.ForeignKey(Stock, models.PROTECT, related_name="+")
    line = models.ForeignKey("market.Line", models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=40, unique=True)
    pairs = models.PositiveIntegerField()
    state = models.CharField(max_length=8, default="held")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs__gt=0), name="depot_reservation_pairs"),
            models.CheckConstraint(condition=Q(state__in=["held", "used", "freed"]), name="depot_reservation_state"),
        ]
        indexes = [models.Index(fields=["line"], condition=Q(state="held"), name="depot_held_idx")]

    def __str__(self) -> str:
        return f"{self.key} {self.pairs}"


class SerialCounter(models.Model):
    """Hold the next carton serial of a GS1 prefix."""

    prefix = models.CharField(max_length=9, unique=True)
    next_serial = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return self.prefix


class CartonRun(models.Model):
    """Hold a lot's cartons as a run of SSCC serials: `count` from `serial_first` on, the last one with fewer pairs."""

    lot = models.ForeignKey("mill.Lot", models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=9)
    serial_first = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    pairs_per_carton = models.PositiveIntegerField()
    pairs_last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gt=0) & Q(pairs_last__gt=0) & Q(pairs_last__lte=F("pairs_per_carton")),
                name="depot_run_pairs",
            ),
            models.UniqueConstraint(fields=["prefix", "serial_first"], name="depot_run_once"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}/{self.serial_first}+{self.count}"


class Carton(models.Model):
    """Hold one carton that was singled out of its run: scanned, damaged, sent apart."""

    run = models.ForeignKey(CartonRun, models.PROTECT, related_name="+")
    sscc = models.CharField(max_length=18, unique=True)
    pairs = models.PositiveIntegerField()
    note_code = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.sscc


class ShopEntry(models.Model):
    """Hold what a shop got on consignment or sold; rows are only ever added, and an undone sale is a row of its own.

    Its code is the cause of the moves of goods that it tells of.
    """

    code = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=9)
    shop = models.ForeignKey("registry.Site", models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+", db_index=False)
    sku = models.ForeignKey("market.Sku", models.PROTECT, related_name="+")
    pairs = models.PositiveIntegerField()
    on = models.DateField()
    at = models.DateTimeField()
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs__gt=0), name="depot_entry_pairs"),
            models.CheckConstraint(
                condition=Q(kind__in=["consigned", "sold"], undoes__isnull=True)
                | Q(kind="undone", undoes__isnull=False),
                name="depot_entry_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "on"], name="depot_entry_shop_idx"),
            models.Index(fields=["owner", "on"], name="depot_entry_owner_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pairs}"


class Exchange(models.Model):
    """Hold that a shop asks to swap a slow size for another of the same owner, pair for pair, and what became of it.

    One that undoes another is a row of its own, with the sizes the other way round.
    """

    code = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=60, unique=True)
    shop = models.ForeignKey("registry.Site", models.PROTECT, related_name="+")
    owner = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    sku_out = models.ForeignKey("market.Sku", models.PROTECT, related_name="+")
    sku_in = models.ForeignKey("market.Sku", models.PROTECT, related_name="+")
    pairs = models.PositiveIntegerField()
    asked_on = models.DateField()
    state = models.CharField(max_length=7, default="asked")
    answered_on = models.DateField(null=True)
    # The request of several lines that this is one of; then its owner agrees before the round brings it.
    batch = models.CharField(max_length=16, blank=True, db_index=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs__gt=0), name="depot_swap_pairs"),
            models.CheckConstraint(condition=~Q(sku_out=F("sku_in")), name="depot_swap_sizes"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "sent", "refused"]) | Q(state="agreed") & ~Q(batch=""),
                name="depot_swap_state",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", answered_on__isnull=True) | ~Q(state="asked") & Q(answered_on__isnull=False),
                name="depot_swap_answered",
            ),
        ]
        indexes = [models.Index(fields=["asked_on"], condition=Q(state="asked"), name="depot_swap_open_idx")]

    def __str__(self) -> str:
        return f"{self.code} {self.pairs}"


class SwapRound(models.Model):
    """Hold that the round took slow pairs from a shop and brought others: two names, pairs asked for and counted.

    Names and the salt of their digests in the book of facts are blanked together.
    """

    key = models.CharField(max_length=64, unique=True)
    batch = models.CharField(max_length=16)
    shop = models.ForeignKey("registry.Site", models.PROTECT, related_name="+")
    asked = models.PositiveIntegerField()
    found = models.PositiveIntegerField()
    given_by = models.CharField(max_length=40, blank=True)
    taken_by = models.CharField(max_length=40, blank=True)
    salt = models.CharField(max_length=16, blank=True)
    picture = models.CharField(max_length=16, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asked=F("found")) | ~Q(picture=""), name="depot_round_difference_is_pictured"
            ),
        ]
        indexes = [models.Index(fields=["batch"], name="depot_round_batch_idx")]

    def __str__(self) -> str:
        return self.key


class Scan(models.Model):
    """Hold that a person scanned a code, under the key that the device gave it; an undone scan is a row of its own."""

    key = models.UUIDField(unique=True)
    act = models.CharField(max_length=8)
    code = models.CharField(max_length=18)
    pairs = models.PositiveIntegerField(null=True)
    # By the device's own clock; when it came in is later, perhaps by hours.
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+", db_index=False)
    # Whose goods these are, where the code says so: a GTIN may be of many.
    owner = models.ForeignKey("registry.Firm", models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey("mill.Lot", models.PROTECT, null=True, related_name="+")
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=["seen", "damaged", "opened", "loaded"], undoes__isnull=True)
                | Q(act="undone", undoes__isnull=False),
                name="depot_scan_act",
            )
        ]
        indexes = [
            models.Index(fields=["code", "at"], name="depot_scan_code_idx"),
            models.Index(fields=["firm", "-at"], name="depot_scan_firm_idx"),
            models.Index(fields=["-at"], name="depot_scan_at_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.code}"
