"""Plant rows that a run of the town does not make by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.depot import door as depot
from dukou.depot import models as depot_models
from dukou.depot.records import NewReservation
from dukou.files import door as files
from dukou.freight import models as freight
from dukou.jobs import door as jobs
from dukou.jobs.records import NewJob
from dukou.lab import models as lab
from dukou.market.door import imports
from dukou.mill import models as mill
from dukou.post import door as post
from dukou.post.records import EMAIL, NewMessage, NewNotice
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from dukou.returns import models as returns

# Added to what is small by nature, so that each figure can be told from any other.
LARGE = {"owner": 31_013, "rival": 32_057}
ROWS_OF_BOOK = 65_537
DIGEST = "f" * 64


def stem(who: str) -> str:
    """Return how the names of a firm's papers begin."""
    return f"paper-of-{who.replace('_', '-')}"


def own_papers(who: str, firm: int, viewer: Viewer, now: datetime) -> None:
    """Give a firm a job, a file, a notice and a message, a kept view, a brand and a certificate."""
    name = stem(who)
    jobs.enqueue([NewJob("market", "export", firm=firm, key=f"{name}-job")], viewer=viewer, now=now)
    text = f"heading,of\n{name}-content,1\n".encode()
    files.store(text, purpose=f"{name}-purpose", firm=firm, viewer=viewer, now=now)
    post.notify([NewNotice(firm, f"market.{name}", key=f"{name}-notice")], viewer=TOWN, now=now)
    message = NewMessage(
        EMAIL, f"person:{viewer.person}", "post.statement", {"of": f"{name}-statement"}, firm, f"{name}-message"
    )
    post.enqueue([message], viewer=TOWN, now=now)
    registry_door.save_view("orders", f"{name}-view", f"q={name}-search", viewer=viewer, now=now)
    brand = registry.Brand.objects.create(firm_id=firm, name_zh=f"{name}牌", name_en=f"{name} brand")
    registry.Trademark.objects.create(firm_id=firm, brand=brand, number=f"TM-{name}"[:20])
    registry.Certificate.objects.create(
        firm_id=firm,
        kind="OEKO-TEX STANDARD 100",
        number=f"{name}-certificate",
        valid_from=now.date(),
        valid_to=now.date(),
        source="test",
    )


def large_figures(seller: str, firm: int, lines: Sequence[int]) -> None:
    """Make what is small by nature large, and add a rejected inspection."""
    large = LARGE[seller]
    lots = mill.Lot.objects.filter(line_id__in=lines)
    inspected = lab.Inspection.objects.filter(line_id__in=lines)
    for number, one in enumerate(inspected.order_by("id")):
        for place, column in enumerate(("critical_found", "major_found", "minor_found", "pairs_scrapped")):
            setattr(one, column, large + 10 * number + place)
        one.save()
    first = inspected.order_by("id").first()
    assert first
    lab.Inspection.objects.filter(pk=first.pk).update(result="rejected")
    lots.filter(made_on__isnull=False).update(pieces_lost=large + 500)
    for model in (freight.Charge, freight.Baseline):
        column = "late_pairs" if model is freight.Charge else "own_best_late_pairs"
        for number, row in enumerate(model._default_manager.filter(firm_id=firm).order_by("id")):
            setattr(row, column, large + 600 + number)
            row.save()
    returns.Case.objects.filter(firm_id=firm).update(
        pairs_replaced=large + 700, handling_minor=large + 701, resale_minor=large + 702, freight_minor=large + 703
    )
    returns.Placement.objects.filter(case__firm_id=firm).update(own_cash_minor=large + 710)
    registry.Site.objects.filter(firm_id=firm).update(lat_e6=41_000_000 + large, lon_e6=123_000_000 + large)


def own_goods(seller: str, firm: int, line: int, viewers: Mapping[str, Viewer], now: datetime) -> None:
    """Hold some of the seller's free goods, and single a carton out."""
    lot = mill.Lot.objects.get(line_id=line).pk
    stock = depot_models.Stock.objects.filter(lot_id=lot)
    stock.update(pairs_on_hand=10 * LARGE[seller], pairs_reserved=0)
    asked = NewReservation(lot, firm, stock.get().sku_id, LARGE[seller] + 800, "for-a-friend")
    depot.reserve([asked], viewer=viewers[seller], now=now)
    (runs,) = depot.cartons_of_lines([line], viewer=viewers[seller])
    depot.note_cartons([runs.sscc_last], "damaged", viewer=viewers["desk"], now=now)


def book(now: datetime) -> int:
    """Import an order book of which one row is refused, and return its key."""
    begun = imports.begin(
        digest=DIGEST, profile="online-retail", options={}, file_name="verysecret-book.csv", viewer=TOWN
    )
    refusals = [(ROWS_OF_BOOK, "market.no_customer")]
    imports.commit(begun.id, refusals=refusals, returns=(), rows_total=ROWS_OF_BOOK, viewer=TOWN, now=now)
    return begun.id
