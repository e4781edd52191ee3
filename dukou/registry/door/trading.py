"""Name the town's trading companies: through them everybody orders from the town as a whole."""

from dukou.registry import models
from dukou.registry.door.firms import FIRM_FIELDS
from dukou.registry.records import FirmRecord


def trading_companies() -> list[FirmRecord]:
    """Return the town's trading companies; they are public."""
    rows = models.Firm.objects.filter(kind="trader", retired_at__isnull=True).order_by("id")
    return [FirmRecord(*row) for row in rows.values_list(*FIRM_FIELDS)]
