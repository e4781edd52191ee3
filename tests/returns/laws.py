"""Ask the audit which of some laws are broken."""

from collections.abc import Sequence

from django.db import connection

from dukou.journey.audit.law import Law


def broken(laws: Sequence[Law]) -> set[str]:
    """Return the names of the laws that some row breaks."""
    found = set()
    for law in laws:
        with connection.cursor() as cursor:
            cursor.execute(law.query(connection.vendor))
            if cursor.fetchall():
                found.add(law.name)
    return found
