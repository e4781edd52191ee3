"""Say which returned goods wait for the town's round: dropped at a shop, given to the van, or on their way home."""

from datetime import date

from django.db.models import Exists, OuterRef, Subquery

from dukou.base.days import days_after
from dukou.base.viewer import Viewer, require_town
from dukou.freight.records.rounds import Ride
from dukou.market.door import steps as market
from dukou.returns import models

# A firm's own buyer of seconds, and its own waste, are at its works: these goods ride home.
RIDE_HOME = ("own_buyer", "scrap")
# What rode on no van for so long is not asked for any more: its firm has fetched it.
WAITS_DAYS = 7
FIELDS = ("code", "firm_id", "line_id", "pairs", "grams_per_pair")


def rides(*, on: date, viewer: Viewer) -> list[Ride]:
    """Return the returned goods that a day's round is to take or to bring, oldest first; for the town only.

    Taken are those that were dropped at a shop and are not with a van yet, and those that are expected that day from a
    buyer that has a shop; brought are those that were graded and go to their firm's own buyer or waste.
    """
    require_town(viewer)
    handed = models.HandOver.objects.filter(case=OuterRef("pk"))
    # Whom a desk put down says nothing of the place.
    dropped = handed.filter(leg="buyer_shop", firm__isnull=False)
    is_away = Exists(handed.filter(leg__in=["buyer_round", "shop_round", "round_dock"]))
    waiting = models.Case.objects.filter(~is_away, state="open", received_on__isnull=False, site__isnull=True)
    at_shops = waiting.filter(Exists(dropped)).order_by("id")
    taken = list(at_shops.annotate(at=Subquery(dropped.values("firm_id")[:1])).values_list("at", *FIELDS))
    numbered = Exists(models.SentNumber.objects.filter(case=OuterRef("pk")))
    expected = waiting.filter(~numbered, ~Exists(dropped), received_on=on, buyer__kind="shop").order_by("id")
    taken += expected.values_list("buyer_id", *FIELDS)
    placed = models.Placement.objects.filter(case=OuterRef("pk"), sink__in=RIDE_HOME)
    closed = models.Case.objects.filter(
        Exists(placed), state="closed", closed_on__gte=days_after(on, -WAITS_DAYS), closed_on__lt=on
    )
    brought = list(closed.order_by("id").values_list("firm_id", *FIELDS))
    facts = market.line_facts([row[3] for row in (*taken, *brought)], viewer=viewer)
    found = []
    for is_out, rows in ((False, taken), (True, brought)):
        for at, code, firm, line, pairs, grams in rows:
            sock = facts[line]
            cartons, ml = -(-pairs // sock.pairs_per_carton), pairs * sock.ml_per_pair
            found.append(Ride(at, firm, is_out, cartons, pairs * grams, ml, case=code))
    return found
