"""Hold the catalogue, orders with their lines, imports and return requests."""

from django.db import models
from django.db.models import F, Q

LINE_STATES = [
    "imported",
    "open",
    "offered",
    "planned",
    "made",
    "ready",
    "shipped",
    "delivered",
    "refused",
    # Nothing of it passed inspection.
    "lost",
]


class Style(models.Model):
    """Hold a style and what knitting it takes; one without a firm is of the town's common catalogue."""

    code = models.CharField(max_length=16, unique=True)
    firm = models.ForeignKey("registry.Firm", models.PROTECT, null=True, related_name="+")
    family = models.CharField(max_length=16)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    needle_count = models.PositiveSmallIntegerField()
    double_cylinder = models.BooleanField(default=False)
    terry = models.CharField(max_length=8, default="plain")
    colours_a_course = models.PositiveSmallIntegerField(default=1)
    cycle_ms = models.PositiveIntegerField()
    loss_ppm = models.PositiveIntegerField()
    grams_per_pair = models.PositiveIntegerField()
    ml_per_pair = models.PositiveIntegerField()
    pairs_per_carton = models.PositiveIntegerField()
    unit_price_e4 = models.PositiveIntegerField()
    lead_days = models.PositiveSmallIntegerField()
    hs_code = models.CharField(max_length=10)
    share_ppm = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name_en


class Sku(models.Model):
    """Hold a colourway and size of a style under its GTIN."""

    style = models.ForeignKey(Style, models.PROTECT, related_name="+")
    gtin = models.CharField(max_length=14, unique=True)
    colour_zh = models.CharField(max_length=30)
    colour_en = models.CharField(max_length=30)
    size = models.CharField(max_length=10)

    def __str__(self) -> str:
        return self.gtin


class Pack(models.Model):
    """Hold a pack of several pairs under a GTIN of its own."""

    sku = models.ForeignKey(Sku, models.PROTECT, related_name="+")
    pairs = models.PositiveIntegerField()
    gtin = models.CharField(max_length=14, unique=True)

    def __str__(self) -> str:
        return self.gtin


class Import(models.Model):
    """Hold an order book's import; its orders are visible once it is committed."""

    digest = models.CharField(max_length=64, unique=True)
    profile = models.CharField(max_length=20)
    options = models.JSONField(default=dict)
    file_name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="running")
    rows_total = models.PositiveIntegerField(default=0)
    rows_accepted = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    orders_done = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.file_name


class RowRefusal(models.Model):
    """Hold why a row of an import was refused; rows count from 1 below the heading."""

    book = models.ForeignKey(Import, models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "row"], name="market_row_refused_once")]

    def __str__(self) -> str:
        return f"{self.row} {self.code}"


class Order(models.Model):
    """Hold an order of a buyer, with its seller of record."""

    code = models.CharField(max_length=16, unique=True)
    buyer = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    seller = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    addressed_to = models.CharField(max_length=4)
    external_ref = models.CharField(max_length=40, blank=True)
    placed_at = models.DateTimeField()
    placed_on = models.DateField()
    destination = models.ForeignKey("registry.Destination", models.PROTECT, related_name="+")
    incoterm = models.CharField(max_length=3, default="DAP")
    currency = models.CharField(max_length=3, default="CNY")
    consents_overflow = models.BooleanField(default=False)
    consents_sites = models.BooleanField(default=False)
    book = models.ForeignKey(Import, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, default="open")
    draw = models.BigIntegerField()
    lines = models.PositiveIntegerField()
    pairs = models.PositiveBigIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(addressed_to__in=["firm", "town"]), name="market_order_addressed"),
            models.CheckConstraint(condition=Q(state__in=["imported", "open"]), name="market_order_state"),
        ]
        indexes = [
            models.Index(fields=["seller", "-placed_at", "-id"], name="market_order_seller_idx"),
            models.Index(fields=["buyer", "-placed_at", "-id"], name="market_order_buyer_idx"),
            models.Index(fields=["-placed_at", "-id"], name="market_order_placed_idx"),
            models.Index(fields=["placed_on"], condition=Q(state="imported"), name="market_order_waiting_idx"),
        ]

    def __str__(self) -> str:
        return self.code


class Line(models.Model):
    """Hold one line of an order and how far down the river it is, in pairs."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    sku = models.ForeignKey(Sku, models.PROTECT, related_name="+")
    seller = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    buyer = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    maker = models.ForeignKey("registry.Firm", models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=8, blank=True)
    pairs = models.PositiveIntegerField()
    unit_price_e4 = models.PositiveIntegerField()
    placed_on = models.DateField()
    due_on = models.DateField()
    ready_by_on = models.DateField()
    state = models.CharField(max_length=10, default="open")
    refusal_code = models.CharField(max_length=40, blank=True)
    draw = models.BigIntegerField()
    import_row = models.PositiveIntegerField(null=True)
    made_pairs = models.PositiveIntegerField(default=0)
    short_pairs = models.PositiveIntegerField(default=0)
    shipped_pairs = models.PositiveIntegerField(default=0)
    delivered_pairs = models.PositiveIntegerField(default=0)
    delivered_on = models.DateField(null=True)
    returned_pairs = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="market_line_once"),
            models.CheckConstraint(condition=Q(state__in=LINE_STATES), name="market_line_state"),
            models.CheckConstraint(condition=Q(pairs__gte=F("made_pairs") + F("short_pairs")), name="market_line_made"),
            models.CheckConstraint(
                condition=Q(made_pairs__gte=F("shipped_pairs"))
                & Q(shipped_pairs__gte=F("delivered_pairs"))
                & Q(delivered_pairs__gte=F("returned_pairs")),
                name="market_line_river",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=["open", "offered"]), name="market_line_plan_idx"),
            models.Index(fields=["state"], condition=~Q(state="delivered"), name="market_line_state_idx"),
            models.Index(fields=["delivered_on"], name="market_line_delivered_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.number}"


class ReturnRequest(models.Model):
    """Hold that a buyer returns part of a line, so many days after its delivery."""

    book = models.ForeignKey(Import, models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    pairs = models.PositiveIntegerField()
    lag_days = models.PositiveIntegerField()
    import_row = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, default="waiting")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["waiting", "claimed", "void"]), name="market_return_state")
        ]
        indexes = [models.Index(fields=["line"], condition=Q(state="waiting"), name="market_return_waiting_idx")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.pairs}"
