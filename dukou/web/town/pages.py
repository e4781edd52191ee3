"""Show the crossing, the town and its plan, the wall screen, and what figures rest on: all of it is public."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dukou.base.days import business_date
from dukou.base.errors import Refusal
from dukou.datacentre import door as datacentre
from dukou.registry import door as registry
from dukou.web.clock import now
from dukou.web.parts.excel import Cell, Sheet, download, workbook
from dukou.web.parts.requests import PageRequest
from dukou.web.town import plan
from dukou.web.town.figures import Kept, Shown, kept, part_name, part_names, shown, shown_limits, shown_press
from dukou.web.town.headlines import DAY, headlines, ways
from dukou.web.town.made import TERMS, made_of, sheets
from dukou.web.town.map import WAYS, drawn
from dukou.web.words.datacentre import FIGURES

WITH_OTHERS = "rest"
# The figures whose parts the town page shows; the rest stands where a figure opens.
SPLIT = (
    "freight.saving_share",
    "freight.segment_saving_share",
    "freight.own_best_service_share",
    "freight.service_share",
)


@dataclass(frozen=True, slots=True)
class Split:
    """Hold the parts of one figure."""

    name: str
    note: str
    parts: tuple[Shown, ...]


@require_safe
def crossing(request: HttpRequest) -> HttpResponse:
    """Show the town from above, and what pooling makes of its many thin lines: the public start."""
    figures, destinations = datacentre.figures(), registry.destinations()
    found = kept(figures)
    show = request.GET.get("show")
    context = {
        "section": "crossing",
        "on": found.on,
        "show": show if show in WAYS else "together",
        "ways": ways(found),
        "headlines": headlines(found),
        "map": drawn(figures, datacentre.places(), destinations),
    }
    return render(request, "town/crossing.html", context)


@require_safe
def town(request: HttpRequest) -> HttpResponse:
    """Show how far the plan is, what the town measured, and what was published about it."""
    found, names = kept(datacentre.figures()), part_names(registry.destinations())
    rows, press = registry.targets(), registry.press_figures()
    splits = _splits(found, names)
    context = {
        "section": "town",
        "on": found.on,
        "ways": ways(found),
        "headlines": headlines(found),
        "targets": plan.targets(rows, press, found, _today()),
        "implied": plan.implied(rows),
        "prices": plan.published_prices(press),
        "measured_price": plan.measured_price(found),
        "whole": [shown(one) for key, one in found.whole.items() if key not in TERMS],
        "splits": splits,
        "suppressed": _suppressed(found, names),
        "press": shown_press(press),
    }
    return render(request, "town/town.html", context)


@require_safe
def screen(request: PageRequest) -> HttpResponse:
    """Show the town on a wall: it fits one screen, and renews itself."""
    figures, rows = datacentre.figures(), registry.targets()
    found = kept(figures)
    context = {
        "section": "screen",
        "on": found.on,
        "ways": ways(found),
        "headlines": headlines(found),
        "day": [one for one in (found.shown(key) for key in DAY) if one],
        "targets": plan.targets(rows, (), found, _today()),
        "implied": plan.implied(rows),
        "map": drawn(figures, datacentre.places(), registry.destinations()),
    }
    return render(request, "town/screen_part.html" if request.htmx else "town/screen.html", context)


@require_safe
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """Open a figure to its formula, its rows and its assumptions; as a workbook where that is asked for."""
    found = kept(datacentre.figures())
    names = part_names(registry.destinations())
    made = made_of(key, found, names, registry.limit_rows(on=found.on or _today()))
    if made is None:
        raise Http404
    if request.GET.get("export") == "xlsx":
        content = workbook(sheets(made, heading=_heading(), titles=(_("Figure"), _("Assumptions"))))
        return download(content, f"{key}-{made.on}")
    return render(request, "town/figure.html", {"section": "crossing", "made": made})


@require_safe
def town_workbook(_request: HttpRequest) -> HttpResponse:
    """Give the whole town page as one workbook."""
    found, names = kept(datacentre.figures()), part_names(registry.destinations())
    rows, press, on = registry.targets(), registry.press_figures(), _today()
    content = workbook(
        [
            (_("Targets of the plan"), _target_heading(), _target_rows(plan.targets(rows, press, found, on))),
            _sheet(_("The town in figures"), [shown(one) for one in found.whole.values()]),
            _sheet(
                _("In parts"),
                [
                    shown(one, f"{shown(one).name}: {part_name(one, names)}")
                    for parts in found.parts.values()
                    for one in parts.values()
                ],
            ),
            _sheet(_("Published figures"), shown_press(press)),
            _sheet(_("Assumptions"), shown_limits(registry.limit_rows(on=on))),
        ]
    )
    return download(content, f"town-{found.on or on}")


@require_safe
def assumptions(request: HttpRequest) -> HttpResponse:
    """Show every dated number that the simulation and the measures rest on, with its source."""
    limits = shown_limits(registry.limit_rows(on=_today()))
    return render(request, "town/assumptions.html", {"section": "town", "limits": limits})


def _splits(found: Kept, names: Mapping[str, str]) -> list[Split]:
    return [
        Split(
            str(FIGURES[key][0]),
            str(FIGURES[key][1]),
            tuple(shown(one, part_name(one, names)) for one in found.parts[key].values()),
        )
        for key in SPLIT
        if key in found.parts
    ]


def _suppressed(found: Kept, names: Mapping[str, str]) -> Shown | None:
    """Return a suppressed part to explain; one that is narrow by itself rather than hidden with others."""
    hidden = [one for key in SPLIT for one in found.parts.get(key, {}).values() if one.is_suppressed]
    hidden.sort(key=lambda one: one.reason == WITH_OTHERS)
    return shown(hidden[0], part_name(hidden[0], names)) if hidden else None


def _target_heading() -> tuple[str, ...]:
    return (
        *(_("Target"), _("Value"), _("Unit"), _("Due"), _("Figure"), _("As of"), _("Growth needed")),
        *(_("Growth needed a year"), _("Source")),
    )


def _target_rows(targets: Sequence[plan.Target]) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each account of each target: today's, then the published ones."""
    for one in targets:
        first = (one.name, float(one.raw), one.unit, one.due_on)
        for step in ([one.measured_step] if one.measured_step else []) + list(one.published):
            value = None if step.raw is None else float(step.raw)
            yield (*first, value, step.as_of or _("simulated"), step.grows, step.a_year, step.source or one.source)


def _sheet(title: str, rows: Sequence[Shown]) -> Sheet:
    return (
        title,
        _heading(),
        [(one.name, one.text if one.raw is None else float(one.raw), one.unit, one.note) for one in rows],
    )


def _heading() -> tuple[str, str, str, str]:
    return _("Figure"), _("Value"), _("Unit"), _("How it is made, or its source")


def _today() -> date:
    """Return the town's date; before there is a town, the wall clock's."""
    try:
        return registry.today()
    except Refusal:
        return business_date(now())
