"""Hold goods: every move a row that stays, stock as its sum, reservations, and runs of carton numbers."""

from django.db import models
from django.db.models import F, Q

# Where pairs of a lot can be. `mill` is where they come from; what leaves the town ends in one of the last four.
PLACES = ["mill", "depot", "road", "buyer", "returned", "exchanged", "seconds", "scrap"]


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

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs__gt=0), name="depot_move_pairs"),
            models.CheckConstraint(
                condition=Q(from_place__in=PLACES) & Q(to_place__in=PLACES) & ~Q(from_place=F("to_place")),
                name="depot_move_places",
            ),
            models.UniqueConstraint(fields=["lot", "from_place", "to_place", "cause"], name="depot_move_once"),
        ]
        indexes = [
            models.Index(fields=["owner", "on"], name="depot_move_owner_idx"),
            models.Index(fields=["cause"], condition=Q(to_place="exchanged"), name="depot_exchange_idx"),
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
