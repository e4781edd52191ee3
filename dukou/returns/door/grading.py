"""Let people grade goods: two for dear ones, a third where they differ, and some again without knowing it."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import as_code
from dukou.base.money import line_amount
from dukou.base.viewer import Viewer
from dukou.files import door as files
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.records.grading import ErrorRates, NewGrading, TieRecord, ToGrade
from dukou.returns.rules import dock
from dukou.returns.rules import grading as rules
from dukou.returns.rules.grading import Found

MOST_SHOWN = 200
SHOWN = (
    "id",
    "code",
    "line__sku__style__name_zh",
    "line__sku__style__name_en",
    "line__sku__colour_zh",
    "line__sku__colour_en",
    "line__sku__size",
    "pairs",
    "reason",
    "unit_price_e4",
    "received_on",
)
PAIRS = SHOWN.index("pairs") - 1
PARTIES = ("firm_id", "buyer_id", "lot__firm_id")


def to_grade(*, on: date, viewer: Viewer, code: str | None = None) -> list[ToGrade]:
    """Return the goods that the viewer may grade now, what is due first; desks alone.

    Not those that he graded himself, nor those of firms that he acts for or is close to.
    """
    if not viewer.runs_desks:
        return []
    close = _close(viewer)
    rows = models.Case.objects.filter(state="received", condition="").order_by("received_on", "id")
    rows = rows.exclude(id__in=models.Grading.objects.filter(person_id=viewer.person or 0).values("case_id"))
    for party in PARTIES:
        rows = rows.exclude(**{f"{party}__in": close})
    if code is not None:
        rows = rows.filter(code=as_code(code))
    found: list[tuple[Any, ...]] = list(rows.values_list(*SHOWN)[:MOST_SHOWN])
    seen = _found([row[0] for row in found])
    days = timedelta(days=dock.days(registry.limits(on=on), "returns.grade_days", dock.GRADE_DAYS))
    return [_shown(row, days, len(seen[row[0]])) for row in found]


def _shown(row: tuple[Any, ...], days: timedelta, seen: int) -> ToGrade:
    _key, *shown, price_e4, received_on = row
    value = line_amount(price_e4, shown[PAIRS]).amount_minor
    return ToGrade(*(*shown, value, received_on, received_on + days, seen))


def put_grading(new: NewGrading, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Say in what condition goods are, as a person at a desk; a key that is kept is kept once.

    Who began before somebody else put his grading down is told so, and nothing changes.
    """
    if not viewer.runs_desks or viewer.person is None:
        raise Missing("returns.case_not_found")
    condition = rules.require_grading(new)
    if not files.describe([new.picture], viewer=viewer):
        raise Refusal("freight.picture_not_found")
    close, limits = _close(viewer), registry.limits(on=on)
    try:
        with transaction.atomic():
            case = models.Case.objects.select_for_update(of=("self",)).filter(code=new.code).first()
            if case is None:
                raise Missing("returns.case_not_found")
            if models.Grading.objects.filter(key=new.key, case=case, person_id=viewer.person).exists():
                return
            if case.state != "received" or case.condition:
                raise Refusal("returns.graded_already")
            rules.require_stranger(models.Case.objects.values_list(*PARTIES).get(pk=case.pk), close)
            before = _found([case.pk])[case.pk]
            rules.require_turn(before, new.seen, viewer.person)
            drawn = not before and rules.is_drawn(case.draw, case.code, limits)
            models.Grading.objects.create(
                case=case,
                place=len(before) + 1,
                condition=condition,
                picture=new.picture,
                is_drawn=drawn,
                person_id=viewer.person,
                key=new.key,
                on=on,
                at=now,
            )
            found = [*before, Found(viewer.person, condition, drawn)]
            dear = rules.is_dear(line_amount(case.unit_price_e4, case.pairs).amount_minor, limits)
            provenance.append([_settle(case, found, dear, on)], viewer=viewer, now=now)
    except IntegrityError as twice:
        raise Refusal("returns.graded_meanwhile") from twice


def declare_tie(firm: int, *, viewer: Viewer, now: datetime) -> None:
    """Say as a person at a desk that a firm is close to him, so that he grades none of its goods; for ever."""
    if not viewer.runs_desks or viewer.person is None:
        raise Missing("returns.case_not_found")
    if firm not in registry.firm_names([firm], viewer=viewer):
        raise Missing("returns.firm_not_found")
    with transaction.atomic():
        _row, is_new = models.Tie.objects.get_or_create(
            person_id=viewer.person, firm_id=firm, defaults={"declared_at": now}
        )
        if is_new:
            fact = NewFact("returns.tie_declared", str(viewer.person), None, {"firm": firm})
            provenance.append([fact], viewer=viewer, now=now)


def ties(*, viewer: Viewer) -> list[TieRecord]:
    """Return the firms that the viewer has said are close to him."""
    if viewer.person is None:
        return []
    rows = models.Tie.objects.filter(person_id=viewer.person).order_by("id")
    return [TieRecord(*row) for row in rows.values_list("firm_id", "firm__name_zh", "firm__name_en")]


def error_rates(*, viewer: Viewer) -> ErrorRates | None:
    """Return how often a second person, who did not know, graded otherwise; public where enough firms are behind it.

    None where they are fewer, but for desks.
    """
    drawn = models.Grading.objects.filter(place=1, is_drawn=True)
    again = models.Grading.objects.filter(place=2, case__in=drawn.values("case_id"))
    second = dict(again.values_list("case_id", "condition"))
    firms = Counter(again.values_list("case__firm_id", flat=True))
    if not (viewer.runs_desks or rules.is_public(firms)):
        return None
    counted = Counter(
        (rules.GRADES[condition], rules.GRADES[second[case]])
        for case, condition in drawn.filter(case_id__in=second).values_list("case_id", "condition")
    )
    rows = tuple((first, other, count) for (first, other), count in sorted(counted.items()))
    errors = sum(count for first, other, count in rows if first != other)
    return ErrorRates(rows, len(second), errors, len(firms))


def _settle(case: models.Case, found: list[Found], dear: bool, on: date) -> NewFact:
    """Keep the condition once the last word is spoken, and return the fact; until then the book says nothing of it."""
    if not rules.is_settled(found, dear=dear):
        return NewFact("returns.goods_looked_at", case.code, case.firm_id, {"place": len(found)}, on)
    case.condition = found[-1].condition
    case.save(update_fields=["condition"])
    payload: Payload = {"condition": case.condition, "people": len(found)}
    return NewFact("returns.condition_settled", case.code, case.firm_id, payload, on)


def _close(viewer: Viewer) -> set[int]:
    """Return the firms that the viewer acts for or is close to."""
    close = {firm for firm, _code, _zh, _en in registry.firms_of_person(viewer=viewer)}
    return close | set(models.Tie.objects.filter(person_id=viewer.person or 0).values_list("firm_id", flat=True))


def _found(cases: Collection[int]) -> defaultdict[int, list[Found]]:
    """Return what was found of these cases, in order."""
    found: defaultdict[int, list[Found]] = defaultdict(list)
    rows = models.Grading.objects.filter(case_id__in=cases).order_by("case_id", "place")
    for case, person, condition, is_drawn in rows.values_list("case_id", "person_id", "condition", "is_drawn"):
        found[case].append(Found(person, condition, is_drawn))
    return found
