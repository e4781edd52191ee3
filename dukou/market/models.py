"""Hold the catalogue with its prices, carts, orders with their lines, imports, return requests, sales to consumers."""

from django.conf import settings
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


class PriceStep(models.Model):
    """Hold one step of a price ladder: what a pair costs from so many pairs of a style in one order on.

    A ladder is the steps of one version, the town's or a firm's own; a change is a new version, never another row of
    an old one. On a day the last version that is valid by then is in force.
    """

    style = models.ForeignKey(Style, models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField()
    number = models.PositiveSmallIntegerField()
    from_pairs = models.PositiveIntegerField()
    unit_price_e4 = models.PositiveIntegerField()
    valid_from = models.DateField()

    class Meta:
        constraints = [
            # Two who write the next version at the same time both write its first step.
            models.UniqueConstraint(
                fields=["style", "version", "number"], condition=Q(firm__isnull=True), name="market_town_step_once"
            ),
            models.UniqueConstraint(fields=["style", "firm", "version", "number"], name="market_step_once"),
            models.CheckConstraint(condition=Q(from_pairs__gt=0, unit_price_e4__gt=0), name="market_step_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.from_pairs} {self.unit_price_e4}"


class CartLine(models.Model):
    """Hold how many pairs of a SKU a person means to order for a firm; none is a line taken out."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    sku = models.ForeignKey(Sku, models.PROTECT, related_name="+")
    pairs = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "firm", "sku"], name="market_cart_line_once")]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.pairs}"


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
    # What a form or a program calls this order, so that one sent twice is placed once.
    request_key = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, default="open")
    draw = models.BigIntegerField()
    lines = models.PositiveIntegerField()
    pairs = models.PositiveBigIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(addressed_to__in=["firm", "town"]), name="market_order_addressed"),
            models.CheckConstraint(condition=Q(state__in=["imported", "open"]), name="market_order_state"),
            models.UniqueConstraint(
                fields=["buyer", "request_key"], condition=~Q(request_key=""), name="market_order_asked_once"
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "-placed_at", "-id"], name="market_order_seller_idx"),
            models.Index(fields=["buyer", "-placed_at", "-id"], name="market_order_buyer_idx"),
            models.Index(fields=["-placed_at", "-id"], name="market_order_placed_idx"),
            models.Index(fields=["placed_on"], condition=Q(state="imported"), name="market_order_waiting_idx"),
        ]

    def __str__(self) -> str:
        return self.code


class SiteConsent(models.Model):
    """Hold that an order's buyer agreed to a firm as one that may knit it."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="+")
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "firm"], name="market_consent_once")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.firm_id}"


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
    """Hold that a buyer returns part of a line, so many days after its delivery.

    One that a buyer claims himself says on which day, why and what he wishes; `picture` is the code of a file.
    """

    book = models.ForeignKey(Import, models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    pairs = models.PositiveIntegerField()
    lag_days = models.PositiveIntegerField()
    import_row = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, default="waiting")
    claimed_on = models.DateField(null=True)
    reason = models.CharField(max_length=16, null=True)
    detail = models.CharField(max_length=16, null=True)
    wish = models.CharField(max_length=8, null=True)
    picture = models.CharField(max_length=16, null=True)
    request_key = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["waiting", "claimed", "void"]), name="market_return_state"),
            models.UniqueConstraint(fields=["line", "request_key"], name="market_return_asked_once"),
        ]
        indexes = [
            models.Index(fields=["line"], condition=Q(state="waiting"), name="market_return_waiting_idx"),
            models.Index(fields=["line"], condition=Q(claimed_on__isnull=False), name="market_return_by_buyer_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.pairs}"


class ConsumerSale(models.Model):
    """Hold that an order's buyer is the channel to one consumer, who acts by a link without log-in.

    `is_insured`: freight insurance was taken out with the purchase, which pays the way back.
    """

    order = models.OneToOneField(Order, models.PROTECT, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    is_insured = models.BooleanField(default=False)
    made_on = models.DateField()

    def __str__(self) -> str:
        return self.code


class Exclusion(models.Model):
    """Hold that a line was sold to a consumer as one that a rule excludes from return without a reason.

    `confirmed_at` is when the consumer confirmed that for this very purchase, where the rule asks for it.
    """

    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=16)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "rule"], name="market_exclusion_once")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.rule}"
