"""Show who can be played, the town's clock, and what the audit says when a copy of the town is broken."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.jobs import door as jobs
from dukou.journey import broken
from dukou.journey import clock as town_clock
from dukou.journey.seed.people import PEOPLE, RIVAL, bill_of_another
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.words.clock import FIRST_HOUR, STEPS
from dukou.web.words.demo import DISTANCES, ROLES
from dukou.web.work.shown import Shown, shown

BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGE = require_http_methods(["GET", "HEAD", "POST"])


def require_demo() -> None:
    """Refuse where the town is no demo: there is no such page."""
    if not settings.DUKOU_DEMO:
        raise Missing("journey.no_demo")


@PAGE
def enter(request: HttpRequest) -> HttpResponse:
    """Show a tile for each person of the demo town, and log in as the one chosen."""
    require_demo()
    people = {one.log_in: one for one in PEOPLE}
    if request.method == "POST":
        chosen = people.get(request.POST.get("role", ""))
        person = get_user_model().objects.filter(phone=chosen.phone, is_active=True).first() if chosen else None
        if person is None:
            raise Refusal("journey.unknown_person")
        login(request, person, backend=BACKEND)
        if chosen is not None and chosen.log_in == RIVAL and (address := bill_of_another()):
            _invite(request, reverse("firm_bill", args=address))
        return redirect(settings.LOGIN_REDIRECT_URL)
    tiles = [
        (role, title, text, named(people[role].name, people[role].name_en)) for role, (title, text) in ROLES.items()
    ]
    return render(request, "demo/enter.html", {"section": "enter", "tiles": tiles})


@login_required
@PAGE
@once
def clock(request: HttpRequest) -> HttpResponse:
    """Show the hour in town and what the next ones do; ask for the clock to be moved on."""
    require_demo()
    viewer = viewer_of(request)
    at = registry.town_clock(viewer=viewer)
    refusal = ""
    if request.method == "POST":
        try:
            code = town_clock.ask(request.POST.get("distance", ""), viewer=viewer, now=now())
            return redirect("job", code)
        except Refusal as said:
            refusal = words.sentence(said)
    steps = [
        (FIRST_HOUR + place, text, "done" if place < at.step else "now" if place == at.step else "")
        for place, text in enumerate(STEPS.values())
    ]
    context = {
        "section": "clock",
        "on": at.on,
        "tomorrow": at.on + timedelta(days=1),
        "hour": FIRST_HOUR + at.step,
        "steps": steps,
        "distances": DISTANCES.items(),
        "job": _last(town_clock.MOVE, viewer, is_mine=False),
        "refusal": refusal,
    }
    return render(request, "demo/clock.html", context, status=422 if refusal else 200)


@login_required
@PAGE
@once
def break_it(request: HttpRequest) -> HttpResponse:
    """Say what breaking a copy does, and ask for it."""
    require_demo()
    viewer = viewer_of(request)
    refusal = ""
    if request.method == "POST":
        try:
            return redirect("job", broken.ask(viewer=viewer, now=now()))
        except Refusal as said:
            refusal = words.sentence(said)
    context = {"section": "break", "job": _last(broken.BREAK, viewer, is_mine=True), "refusal": refusal}
    return render(request, "demo/break.html", context, status=422 if refusal else 200)


def _invite(request: HttpRequest, address: str) -> None:
    """Give the rival the address of a bill that is not his, to try."""
    said = _("You know the address of a bill that is not yours. Try it:")
    link = _("the other factory's freight bill")
    messages.info(request, format_html('{} <a class="alert-link" href="{}">{}</a>', said, address, link))


def _last(kind: tuple[str, str], viewer: Viewer, *, is_mine: bool) -> Shown | None:
    """Return the newest job of a kind as it is shown."""
    found = jobs.list_jobs(viewer=viewer, kind=kind, is_mine=is_mine, limit=1)
    return shown(found[0]) if found else None
