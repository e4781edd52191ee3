"""Open the price ladders: the town's, and those that sellers keep of their own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from dukou.base.errors import Missing, Refusal
from dukou.base.money import line_amount
from dukou.base.viewer import FACTORY, Viewer
from dukou.market import models, rules
from dukou.market.records import Ladder, PriceStep, Quote, QuotedLine, Short
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry

Key = tuple[int | None, str]


@dataclass(frozen=True, slots=True)
class PriceList:
    """Hold the ladders that are in force on a day, by the seller (None is the town) and the style's code."""

    ladders: Mapping[Key, Ladder]
    unit_prices: Mapping[str, int]

    @classmethod
    def of(cls, unit_prices: Mapping[str, int], sellers: Iterable[int], *, on: date) -> "PriceList":
        """Read the town's ladders of these styles, given with their unit prices, and those of these sellers."""
        owners = Q(firm__isnull=True) | Q(firm__in=set(sellers))
        rows = models.PriceStep.objects.filter(owners, style__code__in=set(unit_prices), valid_from__lte=on)
        return cls(_latest(rows.order_by("version", "number").values_list(*STEP_FIELDS)), unit_prices)

    def ladder(self, code: str, seller: int | None) -> Ladder:
        """Return the seller's own ladder of a style, else the town's, else its unit price for any quantity."""
        own = self.ladders.get((seller, code)) if seller is not None else None
        plain = Ladder(code, is_own=False, version=0, valid_from=None, steps=(PriceStep(1, self.unit_prices[code]),))
        return own or self.ladders.get((None, code), plain)

    def quote(self, lines: Sequence[tuple[str, str, int]], seller: int | None) -> Quote:
        """Price ``(style code, GTIN, pairs)``: the pairs of a style in one order count together."""
        of_style: dict[str, int] = defaultdict(int)
        for code, _gtin, pairs in lines:
            of_style[code] += pairs
        ladders = {code: self.ladder(code, seller) for code in of_style}
        prices = {code: rules.unit_price(ladders[code].steps, pairs) for code, pairs in of_style.items()}
        quoted = tuple(
            QuotedLine(gtin, pairs, prices[code], line_amount(prices[code], pairs).amount_minor)
            for code, gtin, pairs in lines
        )
        short = tuple(
            Short(code, pairs, ladders[code].steps[0].from_pairs)
            for code, pairs in of_style.items()
            if pairs < ladders[code].steps[0].from_pairs
        )
        return Quote(quoted, sum(one.amount_minor for one in quoted), short)


STEP_FIELDS = ("firm_id", "style__code", "version", "valid_from", "from_pairs", "unit_price_e4")


def ladders(style_codes: Sequence[str], *, viewer: Viewer, seller_code: str = "") -> dict[str, Ladder]:
    """Return the prices of these styles today, by code: those of the seller that is named, else the town's.

    A style that the viewer may not see has none.
    """
    seen = _seen(style_codes, viewer)
    seller = _seller(seller_code)
    prices = PriceList.of(seen, _known(seller), on=registry.today())
    return {code: prices.ladder(code, seller) for code in seen}


def quote(lines: Sequence[tuple[str, int]], *, viewer: Viewer, seller_code: str = "") -> Quote:
    """Price ``(GTIN, pairs)`` as an order to a seller would be today, else by the town's ladders.

    Refuses a GTIN that the catalogue does not have for this viewer.
    """
    common = Q(style__firm__isnull=True) | Q(style__firm=viewer.firm)
    rows = models.Sku.objects.filter(common, gtin__in={gtin for gtin, _pairs in lines if rules.is_plain(gtin)})
    styles, unit_prices = {}, {}
    for gtin, code, price in rows.values_list("gtin", "style__code", "style__unit_price_e4"):
        styles[gtin], unit_prices[code] = code, price
    for gtin, _pairs in lines:
        if gtin not in styles:
            raise Refusal("market.unknown_sku", {"gtin": gtin[:20]})
    seller = _seller(seller_code)
    prices = PriceList.of(unit_prices, _known(seller), on=registry.today())
    return prices.quote([(styles[gtin], gtin, pairs) for gtin, pairs in lines], seller)


def own_ladder(style_code: str, *, viewer: Viewer) -> Ladder:
    """Return the last ladder that the viewer's firm wrote for a style, in force already or not yet.

    Where it wrote none it is the town's of today under version 0. For who sells nothing it does not exist.
    """
    style, firm = _to_edit(style_code, viewer)
    rows = models.PriceStep.objects.filter(style_id=style, firm_id=firm).order_by("version", "number")
    found = _latest(rows.values_list(*STEP_FIELDS)).get((firm, style_code))
    if found is not None:
        return found
    today = PriceList.of(_seen([style_code], viewer), [], on=registry.today()).ladder(style_code, None)
    return Ladder(style_code, is_own=False, version=0, valid_from=None, steps=today.steps)


def edit_ladder(
    style_code: str, steps: Sequence[PriceStep], *, version: int, valid_from: date, viewer: Viewer, now: datetime
) -> Ladder:
    """Write the firm's own prices of a style as the version after the one that was read.

    Refused where somebody else has written since: `own_ladder` then shows what he wrote. All or nothing.
    """
    style, firm = _to_edit(style_code, viewer)
    today = registry.today()
    rules.require_ladder(steps, valid_from, today)
    try:
        with transaction.atomic():
            written = models.PriceStep.objects.filter(style_id=style, firm_id=firm).aggregate(last=Max("version"))
            if (written["last"] or 0) != version:
                raise Refusal("market.ladder_changed")
            models.PriceStep.objects.bulk_create(_rows(steps, style, firm, version + 1, valid_from))
            payload = {"version": version + 1, "steps": len(steps)}
            fact = NewFact("market.ladder_edited", style_code, firm, payload, today)
            provenance.append([fact], viewer=viewer, now=now)
    except IntegrityError as clash:
        raise Refusal("market.ladder_changed") from clash
    return Ladder(style_code, is_own=True, version=version + 1, valid_from=valid_from, steps=tuple(steps))


def _rows(
    steps: Sequence[PriceStep], style: int, firm: int | None, version: int, valid_from: date
) -> list[models.PriceStep]:
    return [
        models.PriceStep(
            style_id=style,
            firm_id=firm,
            version=version,
            number=number,
            from_pairs=one.from_pairs,
            unit_price_e4=one.unit_price_e4,
            valid_from=valid_from,
        )
        for number, one in enumerate(steps, start=1)
    ]


def _latest(rows: Iterable[tuple[int | None, str, int, date, int, int]]) -> dict[Key, Ladder]:
    """Return the last version of each ladder; rows come by version and number."""
    found: dict[Key, Ladder] = {}
    for firm, code, version, valid_from, from_pairs, price in rows:
        before = found.get((firm, code))
        steps = before.steps if before and before.version == version else ()
        steps = (*steps, PriceStep(from_pairs, price))
        found[firm, code] = Ladder(code, is_own=firm is not None, version=version, valid_from=valid_from, steps=steps)
    return found


def _seen(codes: Iterable[str], viewer: Viewer) -> dict[str, int]:
    """Keep the codes of the town's common styles and of the viewer's own; return their unit prices."""
    named = {code for code in codes if rules.is_plain(code)}
    rows = models.Style.objects.filter(Q(firm__isnull=True) | Q(firm=viewer.firm), code__in=named)
    return dict(rows.order_by("id").values_list("code", "unit_price_e4"))


def _seller(code: str) -> int | None:
    """Return the key of the seller that is named, if one is."""
    if not code:
        return None
    seller = registry.sellers([code]).get(code)
    if seller is None:
        raise Refusal("market.unknown_seller")
    return seller.id


def _known(seller: int | None) -> list[int]:
    return [] if seller is None else [seller]


def _to_edit(style_code: str, viewer: Viewer) -> tuple[int, int]:
    """Return the keys of a style and of the firm that prices it: who sells may, and nobody else."""
    if viewer.firm is not None and FACTORY in viewer.roles and _seen([style_code], viewer):
        return models.Style.objects.values_list("id", flat=True).get(code=style_code), viewer.firm
    raise Missing("market.style_not_found")
