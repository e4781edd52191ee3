"""Hold whose fault it was that goods came back, and who pays for it."""

from django.db import models
from django.db.models import F, Q

from dukou.returns.models.cases import Case

CAUSES = ["knitting", "dyeing", "packing", "carriage"]
# Its maker may answer; he disputes it, and a desk has the last word; charged to him; nothing moves; borne by all.
FAULT_STATES = ["proposed", "disputed", "charged", "kept", "fund"]


class Fault(models.Model):
    """Hold what was found of a case with goods: a proven fault with its evidence and its rule, or none that is proven.

    `amount_minor` is what moves: from the maker to the seller by the rule's share of the cost, or what the common fund
    bears for the seller. It goes into the books with the day `posted_on`.
    """

    code = models.CharField(max_length=16, unique=True)
    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    lot = models.ForeignKey("mill.Lot", models.PROTECT, related_name="+")
    seller = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    maker = models.ForeignKey("registry.Firm", models.PROTECT, related_name="+")
    is_proven = models.BooleanField()
    cause = models.CharField(max_length=8, blank=True)
    inspection = models.CharField(max_length=16, blank=True)
    # The same picture as each of the firms may read it.
    sellers_picture = models.CharField(max_length=16, blank=True)
    makers_picture = models.CharField(max_length=16, blank=True)
    share_e6 = models.PositiveIntegerField(default=0)
    cost_minor = models.PositiveBigIntegerField()
    amount_minor = models.PositiveBigIntegerField()
    state = models.CharField(max_length=8)
    found_on = models.DateField()
    answer_by = models.DateField(null=True)
    objection = models.CharField(max_length=500, blank=True)
    settled_on = models.DateField(null=True)
    posted_on = models.DateField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FAULT_STATES), name="returns_fault_state"),
            models.CheckConstraint(
                condition=Q(is_proven=True, cause__in=CAUSES) | Q(is_proven=False, cause="", state="fund"),
                name="returns_fault_cause",
            ),
            models.CheckConstraint(
                condition=Q(is_proven=False) | ~Q(inspection="") | ~Q(sellers_picture=""),
                name="returns_fault_is_shown",
            ),
            models.CheckConstraint(condition=Q(cost_minor__gte=F("amount_minor")), name="returns_fault_amount"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "disputed"], settled_on__isnull=True, answer_by__isnull=False)
                | Q(state__in=["charged", "kept", "fund"], settled_on__isnull=False),
                name="returns_fault_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "answer_by"], name="returns_fault_open_idx"),
            models.Index(fields=["settled_on"], condition=Q(posted_on__isnull=True), name="returns_fault_unposted_idx"),
        ]

    def __str__(self) -> str:
        return self.code
