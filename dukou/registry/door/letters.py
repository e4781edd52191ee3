"""Write to the people of a firm, who stay unknown to the writer."""

from datetime import datetime

from dukou.base.viewer import Viewer, require_town
from dukou.post import door as post
from dukou.post.records import EMAIL, SMS, Facts, NewMessage
from dukou.registry import models
from dukou.registry.records import Reach


def write_to(firm: int, template: str, facts: Facts, *, key: str, viewer: Viewer, now: datetime) -> None:
    """Put a letter to each person of a firm into the outbox: by e-mail where there is an address, else by SMS.

    Rooms downstream call it in the transaction that the letter tells of; under a known key nobody is written to again.
    """
    people = models.Membership.objects.filter(
        firm_id=firm, retired_at__isnull=True, firm__retired_at__isnull=True, person__is_active=True
    )
    found = people.order_by("person_id").values_list("person_id", "person__email").distinct()
    messages = [
        NewMessage(EMAIL if email else SMS, f"person:{person}", template, facts, firm, f"{key}:{person}")
        for person, email in found
    ]
    post.enqueue(messages, viewer=viewer, now=now)


def reach(person: int, *, viewer: Viewer) -> Reach | None:
    """Return where a letter to a person goes and in which language; None for one who is not here; for the town only."""
    require_town(viewer)
    rows = models.Person.objects.filter(id=person, is_active=True, blanked_at__isnull=True)
    row = rows.values_list("phone", "email", "language").first()
    return None if row is None else Reach(*row)
