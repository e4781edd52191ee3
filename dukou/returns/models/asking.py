"""Hold what buyers ask for at once, over many orders and sellers, and what is promised instead of it."""

from django.db import models
from django.db.models import Q

from dukou.returns.models.cases import Case


class Ask(models.Model):
    """Hold one request of one buyer, under the key that makes it once; its code is the number of the whole return."""

    code = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=64)
    buyer = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    # The sale by whose link a consumer asked; none where the buying firm asked itself.
    sale = models.ForeignKey("market.ConsumerSale", models.PROTECT, null=True, related_name="+")
    person = models.BigIntegerField(null=True)
    asked_on = models.DateField()
    # What has not come back by this day is not taken back any more.
    return_by = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["buyer", "key"], name="returns_asked_once")]

    def __str__(self) -> str:
        return self.code


class Replacement(models.Model):
    """Hold what is set aside for a case: pairs of an article of its seller's, or of an equal one of another owner.

    Rows are only added: whether the goods left or were put back the moves of the depot say. `unit_price_e4` is what the
    seller owes the other owner a pair for an equal article, nothing for its own.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    owner = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    sku = models.ForeignKey("market.Sku", models.PROTECT, related_name="+")
    pairs = models.PositiveIntegerField()
    unit_price_e4 = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "owner", "sku"], name="returns_replacement_once"),
            models.CheckConstraint(condition=Q(pairs__gt=0), name="returns_replacement_pairs"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.pairs}"
