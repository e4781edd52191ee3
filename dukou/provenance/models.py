"""Hold the book: facts, the hashes over them, and the heads of the tree."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Fact(models.Model):
    """Hold one fact; only `seq` is ever written after it, once, by the sealer."""

    seq = models.BigIntegerField(null=True, unique=True)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    firm = models.BigIntegerField(null=True)
    actor = models.BigIntegerField(null=True)
    acting_firm = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=40, blank=True)
    town_on = models.DateField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    payload = models.TextField()
    leaf = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(seq__isnull=True) | Q(seq__gte=0), name="provenance_seq_ok")]
        indexes = [
            models.Index(fields=["subject"], name="provenance_subject_idx"),
            models.Index(fields=["id"], condition=Q(seq__isnull=True), name="provenance_open_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Node(models.Model):
    """Hold the hash of a complete subtree of 2**level leaves, level 8 and up; lower ones follow from the facts."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="provenance_node_once")]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class TreeHead(models.Model):
    """Hold the root over the first `size` facts."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="provenance_head_size_ok")]

    def __str__(self) -> str:
        return f"{self.size}"


class Sealer(models.Model):
    """Hold how many facts have their place (`ordered`) and how many of these a head covers (`sealed`): one row."""

    ordered = models.BigIntegerField(default=0)
    sealed = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="provenance_one_sealer"),
            models.CheckConstraint(condition=Q(sealed__lte=models.F("ordered")), name="provenance_sealed_ok"),
        ]

    def __str__(self) -> str:
        return f"{self.sealed}/{self.ordered}"
