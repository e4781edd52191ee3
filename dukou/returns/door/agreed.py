"""Read what sellers laid down and agreed: of each the last word counts."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Max, Q, QuerySet

from dukou.returns import models
from dukou.returns.records.asking import Agreed, EqualArticle, SellerTerms

TERMS = ("keeps_goods", "most_price_e4", "most_value_minor", "part_e6")
OF_EQUAL = ("giver_id", "gtin", "taker_id", "taker_gtin")


def agreed(sellers: Collection[int], buyers: Collection[int], gtins: Collection[str]) -> Agreed:
    """Return what these sellers laid down, whom of these buyers they trust, and what goes for these articles."""
    return Agreed(policies(sellers), _trusted(sellers, buyers), _equals(sellers, gtins))


def policies(sellers: Collection[int]) -> Mapping[int, SellerTerms]:
    """Return the last policies of sellers that have one."""
    last = models.Policy.objects.filter(firm_id__in=sellers).values("firm_id").annotate(Max("id")).values("id__max")
    rows = models.Policy.objects.filter(id__in=last).values_list("firm_id", *TERMS)
    return {firm: SellerTerms(*row) for firm, *row in rows}


def last_trusts(rows: QuerySet[models.Trust]) -> QuerySet[models.Trust]:
    """Return of each seller's trust in each buyer the last word."""
    last = rows.order_by().values("firm_id", "buyer_id").annotate(Max("id")).values("id__max")
    return models.Trust.objects.filter(id__in=last)


def last_equals(rows: QuerySet[models.Equal]) -> QuerySet[models.Equal]:
    """Return of each agreement what each side said last."""
    last = rows.order_by().values(*OF_EQUAL, "by_id").annotate(Max("id")).values("id__max")
    return models.Equal.objects.filter(id__in=last).order_by("id")


def _trusted(sellers: Collection[int], buyers: Collection[int]) -> frozenset[tuple[int, int]]:
    rows = last_trusts(models.Trust.objects.filter(firm_id__in=sellers, buyer_id__in=buyers))
    return frozenset(rows.filter(is_trusted=True).values_list("firm_id", "buyer_id"))


def _equals(sellers: Collection[int], gtins: Collection[str]) -> Mapping[tuple[int, str], tuple[EqualArticle, ...]]:
    """Return what goes for these sellers' articles by the agreements that both sides say stand, at one price."""
    said: dict[tuple[int, str, int, str], list[tuple[int, bool]]] = defaultdict(list)
    mine = Q(taker_id__in=sellers, taker_gtin__in=gtins)
    for *what, price, stands in last_equals(models.Equal.objects.filter(mine)).values_list(
        *OF_EQUAL, "unit_price_e4", "stands"
    ):
        said[what[0], what[1], what[2], what[3]].append((price, stands))
    found: dict[tuple[int, str], list[EqualArticle]] = defaultdict(list)
    for (giver, gtin, taker, taker_gtin), words in said.items():
        if len(words) == len(("giver", "taker")) and words[0] == words[1] and words[0][1]:
            found[taker, taker_gtin].append(EqualArticle(giver, gtin, words[0][0]))
    return {what: tuple(some) for what, some in found.items()}
