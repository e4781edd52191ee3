"""Hold awards, work orders, lots, daily progress, hand-overs, yarn, and what each machine group did a day."""

from django.db import models
from django.db.models import F, Q

AWARD_STATES = ["offered", "accepted", "declined"]
LOT_STATES = ["waiting", "knitting", "finishing", "made", "passed", "rework", "scrapped"]
OPERATIONS = ["knitting", "toe_closing", "boarding", "packing"]


class Award(models.Model):
    """Hold that a line of the town, or an overflow line, is offered to a firm; it may decline until its deadline.

    With `agreed_on` the firm has said yes, and may not decline any more; the next plan makes it a work order.
    """

    code = models.CharField(max_length=16, unique=True)
    line = models.ForeignKey("market.Line", models.PROTECT, related_name="+")
    seller = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    group = models.ForeignKey("registry.MachineGroup", models.PROTECT, related_name="+")
    source = models.CharField(max_length=8)
    pairs = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    awarded_on = models.DateField()
    decline_by = models.DateField()
    state = models.CharField(max_length=8, default="offered")
    agreed_on = models.DateField(null=True)
    work_ms = models.BigIntegerField()
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AWARD_STATES), name="mill_award_state"),
            models.CheckConstraint(condition=Q(source__in=["town", "overflow"]), name="mill_award_source"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(state__in=["offered", "accepted"]), name="mill_award_once"
            ),
        ]
        indexes = [
            models.Index(fields=["decline_by"], condition=Q(state="offered"), name="mill_award_open_idx"),
            models.Index(fields=["firm", "-awarded_on"], name="mill_award_firm_idx"),
            models.Index(fields=["seller", "-awarded_on"], name="mill_award_seller_idx"),
        ]

    def __str__(self) -> str:
        return self.code


class WorkOrder(models.Model):
    """Hold that a firm makes a line on one of its machine groups, until the day that knitting must be done."""

    code = models.CharField(max_length=16, unique=True)
    line = models.OneToOneField("market.Line", models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    group = models.ForeignKey("registry.MachineGroup", models.PROTECT, related_name="+")
    source = models.CharField(max_length=8)
    pairs = models.PositiveIntegerField()
    planned_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(source__in=["own", "town", "overflow"]), name="mill_order_source")
        ]
        indexes = [models.Index(fields=["firm", "-planned_on"], name="mill_order_firm_idx")]

    def __str__(self) -> str:
        return self.code


class Lot(models.Model):
    """Hold what is knitted for a work order: pieces on the machine, pairs once it is finished.

    `pieces_made` are `2 * pairs_good + pieces_lost` when it is made; `pairs_passed` is what inspection let through.
    """

    code = models.CharField(max_length=16, unique=True)
    work_order = models.OneToOneField(WorkOrder, models.PROTECT, related_name="+")
    line = models.ForeignKey("market.Line", models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    group = models.ForeignKey("registry.MachineGroup", models.PROTECT, related_name="+")
    family = models.CharField(max_length=16)
    pairs = models.PositiveIntegerField()
    cycle_ms = models.PositiveIntegerField()
    due_on = models.DateField()
    draw = models.BigIntegerField()
    pieces_to_make = models.PositiveBigIntegerField()
    pieces_to_lose = models.PositiveBigIntegerField()
    pieces_made = models.PositiveBigIntegerField(default=0)
    pieces_lost = models.PositiveBigIntegerField(default=0)
    pairs_good = models.PositiveIntegerField(default=0)
    pairs_passed = models.PositiveIntegerField(default=0)
    finish_on = models.DateField(null=True)
    made_on = models.DateField(null=True)
    inspect_on = models.DateField(null=True)
    passed_on = models.DateField(null=True)
    state = models.CharField(max_length=10, default="waiting")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LOT_STATES), name="mill_lot_state"),
            models.CheckConstraint(condition=Q(pieces_made__lte=F("pieces_to_make")), name="mill_lot_pieces"),
            models.CheckConstraint(condition=Q(pairs_passed__lte=F("pairs_good")), name="mill_lot_passed"),
        ]
        indexes = [
            models.Index(fields=["line"], name="mill_lot_line_idx"),
            models.Index(
                fields=["group", "due_on"], condition=Q(state__in=["waiting", "knitting"]), name="mill_lot_open_idx"
            ),
            models.Index(fields=["finish_on"], condition=Q(state="finishing"), name="mill_lot_finish_idx"),
            models.Index(fields=["inspect_on"], condition=Q(state__in=["made", "rework"]), name="mill_lot_inspect_idx"),
            models.Index(fields=["passed_on"], name="mill_lot_passed_idx"),
            models.Index(fields=["firm", "state"], name="mill_lot_firm_idx"),
        ]

    def __str__(self) -> str:
        return self.code


class Progress(models.Model):
    """Hold the pieces knitted, and lost, of a lot on a day."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    on = models.DateField()
    pieces = models.PositiveBigIntegerField()
    loss_pieces = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "on"], name="mill_progress_once"),
            models.CheckConstraint(condition=Q(loss_pieces__lte=F("pieces")), name="mill_progress_loss"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.on}"


class GroupDay(models.Model):
    """Hold a machine group's capacity and work on a day, in machine milliseconds; stops have lowered the capacity."""

    group = models.ForeignKey("registry.MachineGroup", models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    on = models.DateField()
    capacity_ms = models.PositiveBigIntegerField()
    used_ms = models.PositiveBigIntegerField()
    stop_ms = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "on"], name="mill_groupday_once"),
            models.CheckConstraint(condition=Q(used_ms__lte=F("capacity_ms")), name="mill_groupday_used"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.on}"


class RefusedLine(models.Model):
    """Hold that planning refused a line on a day, why, and what it was worth."""

    line = models.OneToOneField("market.Line", models.PROTECT, related_name="+")
    seller = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    pairs = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["-on"], name="mill_refused_on_idx")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.reason}"


class FloorDay(models.Model):
    """Mark a day that the floor has worked, in the transaction of its progress."""

    on = models.DateField(unique=True)

    def __str__(self) -> str:
        return str(self.on)


class Planner(models.Model):
    """Count the plans written, in one row: a plan is written only if none was since it read the town."""

    plans = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="mill_one_planner")]

    def __str__(self) -> str:
        return str(self.plans)


class PieceRate(models.Model):
    """Hold what a firm pays for a unit of an operation from a day on; a later row replaces it from its own day on."""

    firm = models.ForeignKey("registry.Firm", models.PROTECT, db_index=False, related_name="+")
    operation = models.CharField(max_length=12)
    rate_e4 = models.PositiveIntegerField()
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(operation__in=OPERATIONS), name="mill_rate_operation"),
            models.CheckConstraint(condition=Q(rate_e4__gt=0), name="mill_rate_pays"),
            models.UniqueConstraint(fields=["firm", "operation", "valid_from"], name="mill_rate_once"),
        ]

    def __str__(self) -> str:
        return self.operation


class HandOver(models.Model):
    """Hold what a worker handed over of a lot at an operation, and the piece rate; rows are only ever added.

    `units` are pieces after knitting and pairs after the other operations; a row that takes another one back holds
    its units negative. The key is the scanner's, or the floor's own where the floor is simulated.
    """

    key = models.CharField(max_length=90, unique=True)
    firm = models.ForeignKey("registry.Firm", models.PROTECT, db_index=False, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    operation = models.CharField(max_length=12)
    worker = models.PositiveIntegerField()
    units = models.IntegerField()
    rate_e4 = models.PositiveIntegerField()
    on = models.DateField()
    shift = models.CharField(max_length=5)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(operation__in=OPERATIONS), name="mill_handover_operation"),
            models.CheckConstraint(condition=Q(shift__in=["day", "night"]), name="mill_handover_shift"),
            models.CheckConstraint(
                condition=Q(units__gt=0, undoes__isnull=True) | Q(units__lt=0, undoes__isnull=False),
                name="mill_handover_units",
            ),
            models.UniqueConstraint(
                fields=["undoes"], condition=Q(undoes__isnull=False), name="mill_handover_undone_once"
            ),
        ]
        indexes = [models.Index(fields=["firm", "on"], name="mill_handover_firm_idx")]

    def __str__(self) -> str:
        return self.key


class YarnLot(models.Model):
    """Hold a lot of yarn at a firm under its supplier's number, and how much of it is left: what came less what went.

    What the simulated floor knits from is simulated too.
    """

    code = models.CharField(max_length=16, unique=True)
    firm = models.ForeignKey("registry.Firm", models.PROTECT, db_index=False, related_name="+")
    number = models.CharField(max_length=40)
    fibre = models.CharField(max_length=12)
    count = models.CharField(max_length=12)
    came_on = models.DateField()
    grams = models.PositiveBigIntegerField()
    grams_left = models.PositiveBigIntegerField()
    is_simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "number"], name="mill_yarn_once"),
            models.CheckConstraint(condition=Q(grams__gt=0, grams__gte=F("grams_left")), name="mill_yarn_grams"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(is_simulated=True, grams_left__gt=0), name="mill_yarn_open_idx")
        ]

    def __str__(self) -> str:
        return self.number


class YarnUse(models.Model):
    """Hold how much of a lot of yarn went into a lot of socks; rows are only ever added."""

    # The constraint begins with it.
    lot = models.ForeignKey(Lot, models.PROTECT, db_index=False, related_name="+")
    yarn = models.ForeignKey(YarnLot, models.PROTECT, related_name="+")
    grams = models.PositiveBigIntegerField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "yarn"], name="mill_yarn_used_once"),
            models.CheckConstraint(condition=Q(grams__gt=0), name="mill_yarn_use_grams"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.grams}"
