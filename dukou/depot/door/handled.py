"""Tell owners what depots overseas did with their goods: once a day and depot, when the day is over."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Sum

from dukou.base.viewer import Viewer
from dukou.depot.door.overseas import handled
from dukou.post import door as post
from dukou.post.records import NewNotice

NOTICE, DIFFERS = "depot.overseas_handled", "depot.overseas_differs"
# What a move between two places is called in a notice.
DONE: Mapping[tuple[str, str], str] = {
    ("inbound", "abroad"): "received",
    ("inbound", "scrap"): "damaged",
    ("inbound", "lost"): "missing",
    ("abroad", "sent"): "sent",
    ("sent", "abroad"): "returned",
    ("abroad", "scrap"): "disposed",
}


def tell_owners(day: date, *, viewer: Viewer, now: datetime) -> int:
    """Put down what was done with each owner's pairs at each depot on a day, in the caller's transaction, once."""
    by = ("owner_id", "site_id", "site__name_zh", "site__name_en")
    rows = handled().filter(on=day).values_list(*by, "from_place", "to_place").order_by(*by)
    pairs: dict[tuple[int, int, str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(DONE.values(), 0))
    for *where, from_place, to_place, count in rows.annotate(total=Sum("pairs")):
        owner, site, zh, en = where
        pairs[owner, site, zh, en][DONE[from_place, to_place]] += count
    notices = [
        NewNotice(
            owner,
            DIFFERS if done["damaged"] or done["missing"] else NOTICE,
            {"on": str(day), "site_zh": zh, "site_en": en, **done},
            key=f"overseas:{site}:{owner}:{day}",
        )
        for (owner, site, zh, en), done in pairs.items()
    ]
    return post.notify(notices, viewer=viewer, now=now) if notices else 0
