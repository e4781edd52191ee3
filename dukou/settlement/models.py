"""Hold the books: accounts, entries and their postings, and invoices."""

from django.db import models
from django.db.models import F, Q


class Account(models.Model):
    """Hold one account of a firm, or of the town where there is none."""

    firm = models.ForeignKey("registry.Firm", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    currency = models.CharField(max_length=3, default="CNY")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "kind", "currency"], name="settlement_account_once"),
            # A firm that is absent is the town, of which there is one; absent values never clash by themselves.
            models.UniqueConstraint(
                fields=["kind", "currency"], condition=Q(firm__isnull=True), name="settlement_town_account_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.currency}"


class Entry(models.Model):
    """Hold one business event; its postings sum to zero per currency."""

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20)
    on = models.DateField(db_index=True)
    firm = models.ForeignKey("registry.Firm", models.PROTECT, null=True, related_name="+")
    order = models.ForeignKey("market.Order", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """Move an amount on one account; rows are only ever added."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="CNY")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount_minor=0), name="settlement_posting_moves")]
        # Holds all that balances are summed from.
        indexes = [models.Index(fields=["account", "currency", "amount_minor"], name="settlement_balance_idx")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"


class Invoice(models.Model):
    """Bill one order's deliveries of one day: the seller of record its buyer, another maker the seller of record."""

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12, default="sale")
    order = models.ForeignKey("market.Order", models.PROTECT, related_name="+")
    seller = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    buyer = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    on = models.DateField()
    due_on = models.DateField()
    # The demo's buyers pay on this day; a real payment comes from the bank.
    pay_on = models.DateField()
    currency = models.CharField(max_length=3, default="CNY")
    amount_minor = models.BigIntegerField()
    credited_minor = models.BigIntegerField(default=0)
    # What is paid, in money or by netting.
    paid_minor = models.BigIntegerField(default=0)
    netted_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    # Pairs that the amount is for; absent where the invoice is older than this column.
    pairs = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "seller", "on"], name="settlement_invoice_once"),
            models.CheckConstraint(condition=Q(kind__in=["sale", "back_to_back"]), name="settlement_invoice_kind"),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=F("credited_minor") + F("paid_minor"))
                & Q(credited_minor__gte=0)
                & Q(paid_minor__gte=F("refunded_minor"))
                & Q(paid_minor__gte=F("netted_minor"))
                & Q(netted_minor__gte=0)
                & Q(refunded_minor__gte=0),
                name="settlement_invoice_within",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pay_on"],
                condition=Q(amount_minor__gt=F("credited_minor") + F("paid_minor")),
                name="settlement_open_idx",
            ),
            models.Index(fields=["seller", "due_on"], name="settlement_seller_idx"),
            models.Index(fields=["buyer", "due_on"], name="settlement_buyer_idx"),
            models.Index(
                fields=["due_on"],
                condition=Q(amount_minor__gt=F("credited_minor") + F("paid_minor")),
                name="settlement_due_idx",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class StatementSent(models.Model):
    """Note that a seller sent a buyer its statement, at most once a day; rows are only ever added."""

    seller = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    buyer = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    on = models.DateField()
    owed_minor = models.BigIntegerField()
    # How firmly it reminded of what is overdue: 0 where nothing was, then 1 to 3.
    step = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "buyer", "on"], name="settlement_sent_once_a_day")]

    def __str__(self) -> str:
        return str(self.on)


class NettingConsent(models.Model):
    """Note that a firm agrees to net a month's debts with another firm; it may withdraw until that is done."""

    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    partner = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    # The first day of the month.
    month = models.DateField()
    agreed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "partner", "month"], name="settlement_consent_once"),
            models.CheckConstraint(condition=~Q(firm=F("partner")), name="settlement_consent_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Netting(models.Model):
    """Hold what two firms' debts to each other were lowered by at the end of a month; rows are only ever added."""

    first = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    second = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    month = models.DateField()
    on = models.DateField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "month"], name="settlement_netting_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0) & Q(first__lt=F("second")), name="settlement_netting_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class NettedPart(models.Model):
    """Tie a netting to a debt that it lowered: an invoice of the creditor, or without one its fees overseas."""

    netting = models.ForeignKey(Netting, models.PROTECT, related_name="+")
    creditor = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="+")
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["netting", "creditor", "invoice"], name="settlement_part_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="settlement_part_moves"),
        ]

    def __str__(self) -> str:
        return str(self.amount_minor)


class SettledDay(models.Model):
    """Mark a day as posted, in the transaction of its entries."""

    on = models.DateField(unique=True)

    def __str__(self) -> str:
        return str(self.on)
