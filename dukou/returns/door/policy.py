"""Open what sellers lay down for returns: goods that stay, trusted buyers, equal articles, and what strikes the eye."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import FACTORY, Viewer
from dukou.market.door import orders
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.door.agreed import last_equals, last_trusts, policies
from dukou.returns.records.asking import SellerTerms
from dukou.returns.records.policy import Counted, EqualRecord, NewEqual, PolicyPage, TrustedBuyer, Watched
from dukou.returns.rules import policy as rules

WATCHED = (
    *("buyer__code", "buyer__name_zh", "buyer__name_en"),
    *("order__destination__code", "order__destination__name_zh", "order__destination__name_en"),
    "reason",
)


def policy(*, viewer: Viewer) -> PolicyPage:
    """Return what the viewer's firm laid down and agreed as a seller."""
    firm = _seller(viewer)
    last = models.Policy.objects.filter(firm_id=firm).order_by("-id").values_list("version", "on").first()
    rows = last_trusts(models.Trust.objects.filter(firm_id=firm)).filter(is_trusted=True).order_by("id")
    return PolicyPage(
        terms=policies([firm]).get(firm, SellerTerms()),
        version=last[0] if last else 0,
        since=last[1] if last else None,
        trusted=tuple(
            TrustedBuyer(*row) for row in rows.values_list("buyer_id", "buyer__name_zh", "buyer__name_en", "on")
        ),
        equals=_equals(firm),
    )


def lay_down(new: SellerTerms, *, version: int, viewer: Viewer, on: date, now: datetime) -> None:
    """Lay down a new policy instead of the version that was looked at; it holds for what is asked from now on."""
    firm = _seller(viewer)
    rules.require_terms(new)
    if policies([firm]).get(firm) == new:
        return
    try:
        with transaction.atomic():
            models.Policy.objects.create(
                firm_id=firm,
                version=version + 1,
                on=on,
                keeps_goods=new.keeps_goods,
                most_price_e4=new.most_price_e4,
                most_value_minor=new.most_value_minor,
                part_e6=new.part_e6,
                person=viewer.person,
            )
            payload = {
                "keeps_goods": int(new.keeps_goods),
                "most_price_e4": new.most_price_e4,
                "most_value_minor": new.most_value_minor,
                "part_e6": new.part_e6,
            }
            provenance.append(
                [NewFact("returns.policy_laid_down", f"{firm}", firm, payload, on)], viewer=viewer, now=now
            )
    except IntegrityError as clash:
        raise Refusal("returns.policy_changed") from clash


def trust(order_code: str, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Send the buyer of an order of the viewer's firm replacements ahead from now on."""
    firm = _seller(viewer)
    order = orders.order(order_code, viewer=viewer)
    if order.seller != firm:
        raise Missing("market.order_not_found")
    _say_trust(firm, order.buyer, viewer, on, now, is_trusted=True)


def distrust(buyer: int, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Send a buyer replacements only for goods that are back; what went ahead stays with him."""
    _say_trust(_seller(viewer), buyer, viewer, on, now, is_trusted=False)


def agree_equal(new: NewEqual, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Say for one side that its article and the partner's are equal, or are not any more; both together agree.

    The partner sees it. A price that the partner has not said agrees to nothing.
    """
    firm = _seller(viewer)
    rules.require_equal(new)
    partner = registry.sellers([new.partner_code]).get(new.partner_code)
    if partner is None:
        raise Missing("returns.no_such_partner")
    if partner.id == firm:
        raise Refusal("returns.equal_of_oneself")
    own, other = (firm, new.own_gtin), (partner.id, new.partner_gtin)
    (giver, gtin), (taker, taker_gtin) = (own, other) if new.is_giver else (other, own)
    what = {"giver_id": giver, "gtin": gtin, "taker_id": taker, "taker_gtin": taker_gtin, "by_id": firm}
    with transaction.atomic():
        last = models.Equal.objects.filter(**what).order_by("-id").values_list("unit_price_e4", "stands").first()
        if last == (new.unit_price_e4, new.stands):
            return
        models.Equal.objects.create(
            **what, unit_price_e4=new.unit_price_e4, stands=new.stands, on=on, person=viewer.person
        )
        payload = {"stands": int(new.stands), "unit_price_e4": new.unit_price_e4}
        facts = [NewFact("returns.equal_said", gtin, one, payload, on) for one in (giver, taker)]
        provenance.append(facts, viewer=viewer, now=now)


def watch(*, viewer: Viewer, on: date) -> list[Watched]:
    """Return how returns of buyers, to addresses and for reasons stand beside the town's median of the last 90 days.

    A seller sees its own buyers, desks all; what stands out comes first. It is told to people and refuses nothing.
    """
    if not viewer.runs_desks and (viewer.firm is None or FACTORY not in viewer.roles):
        return []
    since = on - timedelta(days=rules.DAYS_WATCHED)
    rows = models.Case.objects.filter(requested_on__gt=since, requested_on__lte=on).order_by()
    counted = rows.values_list("firm_id", *WATCHED).annotate(
        Count("id"), kept=Count("id", filter=Q(outcome="refund_only")), faulty=Count("id", filter=Q(reason="faulty"))
    )
    return rules.watched([Counted(*row) for row in counted], None if viewer.runs_desks else viewer.firm)


def _say_trust(firm: int, buyer: int, viewer: Viewer, on: date, now: datetime, *, is_trusted: bool) -> None:
    with transaction.atomic():
        last = models.Trust.objects.filter(firm_id=firm, buyer_id=buyer).order_by("-id").first()
        if (last is not None and last.is_trusted) == is_trusted:
            return
        models.Trust.objects.create(firm_id=firm, buyer_id=buyer, on=on, is_trusted=is_trusted, person=viewer.person)
        kind = "returns.buyer_trusted" if is_trusted else "returns.trust_withdrawn"
        provenance.append([NewFact(kind, f"{buyer}", firm, {}, on)], viewer=viewer, now=now)


def _equals(firm: int) -> tuple[EqualRecord, ...]:
    """Return the agreements of a firm with what each side said last, but for those that both have ended."""
    said: dict[tuple[int, str, int, str], list[models.Equal]] = {}
    rows = last_equals(models.Equal.objects.filter(Q(giver_id=firm) | Q(taker_id=firm)))
    for row in rows.select_related("giver", "taker"):
        said.setdefault((row.giver_id, row.gtin, row.taker_id, row.taker_gtin), []).append(row)
    return tuple(_equal(words, firm) for words in said.values() if any(one.stands for one in words))


def _equal(words: Sequence[models.Equal], firm: int) -> EqualRecord:
    last = words[-1]
    is_giver = last.giver_id == firm
    partner = last.taker if is_giver else last.giver
    says = {one.by_id: one.stands and one.unit_price_e4 == last.unit_price_e4 for one in words}
    return EqualRecord(
        is_giver=is_giver,
        own_gtin=last.gtin if is_giver else last.taker_gtin,
        partner_code=partner.code,
        partner_zh=partner.name_zh,
        partner_en=partner.name_en,
        partner_gtin=last.taker_gtin if is_giver else last.gtin,
        unit_price_e4=last.unit_price_e4,
        i_say=says.get(firm, False),
        partner_says=says.get(partner.pk, False),
    )


def _seller(viewer: Viewer) -> int:
    """Return the key of the viewer's firm, if it sells; for others a policy does not exist."""
    if viewer.firm is None or FACTORY not in viewer.roles:
        raise Missing("returns.no_policy")
    return viewer.firm
