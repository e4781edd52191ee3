"""Hold the views of tables that people keep."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dukou.registry.models.firms import Firm


class SavedView(models.Model):
    """Hold what a person filters and sorts a table by when he acts for a firm; a changed view is a new row."""

    code = models.CharField(max_length=16, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="+")
    table = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=400, blank=True)
    saved_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "firm", "table", "name"],
                condition=Q(retired_at__isnull=True),
                name="registry_view_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.name}"
