"""Hold what is known of the kept bytes, and who keeps them."""

from django.db import models
from django.db.models import Q


class File(models.Model):
    """Hold one content; its bytes lie in the data folder under their digest."""

    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=80)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size_bytes__gt=0), name="files_file_size_ok")]

    def __str__(self) -> str:
        return self.sha256


class Ref(models.Model):
    """Hold that a firm keeps a file for a purpose."""

    code = models.CharField(max_length=16, unique=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    firm = models.BigIntegerField(null=True)
    person = models.BigIntegerField(null=True)
    stored_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["firm"], name="files_ref_firm_idx")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.code}"
