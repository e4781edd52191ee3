"""Show a return's label: on the phone, on paper, and to the shop or desk that scans it and takes the goods."""

import io
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from reportlab.pdfgen.canvas import Canvas

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.files import door as files
from dukou.registry import door as registry
from dukou.returns.door import dock
from dukou.returns.records.dock import Label, NewHanded
from dukou.web import words
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.papers.labels import HEIGHT, LARGE, MARGIN, MIDDLE, WIDTH, draw_qr
from dukou.web.papers.paper import two
from dukou.web.papers.pdf import written
from dukou.web.parts.forms import Form, PairsField, refused
from dukou.web.parts.names import both, named
from dukou.web.parts.once import FIELD, once
from dukou.web.parts.pdf import CHINESE, LATIN, with_chinese
from dukou.web.parts.qr import svg_path
from dukou.web.parts.requests import PageRequest
from dukou.web.track.forms import HandOverForm
from dukou.web.words import dock as w
from dukou.web.words.papers import PAIRS

LONGEST_KEY = 64
PAGE = require_http_methods(["GET", "HEAD", "POST"])


class HandedForm(HandOverForm):
    """Ask for the leg, the pairs counted and the two names of a return's hand-over."""

    words: ClassVar[Mapping[str, Any]] = w.LEGS
    found = PairsField(label=gettext_lazy("Pairs counted"), least=0)


class NumberForm(Form):
    """Ask under which carrier's number a return was sent."""

    carrier_ref = forms.CharField(label=gettext_lazy("Carrier's number"), max_length=40)


@login_required
@never_cache
@PAGE
@once
def label(request: PageRequest, code: str) -> HttpResponse:
    """Show the label of a return as a QR code; a POST says under which carrier's number it was sent."""
    viewer = viewer_of(request)
    one = dock.label(code, viewer=viewer)
    form = NumberForm(request.POST if request.method == "POST" else None, initial={"carrier_ref": one.carrier_ref})
    if request.method == "POST" and form.is_valid():
        try:
            typed = form.cleaned_data["carrier_ref"]
            dock.announce_number(code, typed, viewer=viewer, on=registry.today(), now=now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Put down. The dock knows the parcel by its number."))
            return redirect("return_label", code)
    width, path = svg_path(_link(request, one))
    context = _shown(one) | {"form": form, "qr_width": width, "qr_path": path, "leg": one.legs[0] if one.legs else ""}
    return render(request, "returns/label.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def label_file(request: PageRequest, code: str) -> HttpResponse:
    """Return the label of a return as PDF, for whoever has a printer."""
    one = dock.label(code, viewer=viewer_of(request))
    response = HttpResponse(print_label(one, _link(request, one)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="return-{code}.pdf"'
    return response


@login_required
@never_cache
@PAGE
@once
def handed(request: PageRequest, text: str) -> HttpResponse:
    """Put down that a labelled return went from one hand to another; sent twice it is put down once."""
    viewer = viewer_of(request)
    try:
        one = dock.label(text, viewer=viewer) if text.isalnum() else dock.labelled(text, viewer=viewer)
    except Missing:
        raise
    except Refusal as refusal:
        return render(request, "returns/label_refused.html", {"sentence": words.sentence(refusal)}, status=422)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = HandedForm(*sent, legs=one.legs, initial={"found": one.pairs})
    if request.method == "POST" and form.is_valid():
        try:
            _hand_over(text, form.cleaned_data, request.POST.get(FIELD, "")[:LONGEST_KEY], viewer)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("The hand-over is put down."))
            return redirect("return_handed", text)
    context = _shown(one) | {"form": form if one.legs else None, "is_buyers": text.isalnum()}
    return render(request, "returns/label_handed.html", context, status=422 if form.errors else 200)


def print_label(one: Label, link: str) -> bytes:
    """Return a label of 100 x 150 mm as PDF, in both languages."""
    with_chinese()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setTitle(one.code)
    top = HEIGHT - MARGIN
    canvas.setFont(CHINESE, LARGE)
    canvas.drawString(MARGIN, top - LARGE, both(gettext_lazy("Return")))
    lines = (
        two(one.name_zh, one.name_en),
        f"{two(one.colour_zh, one.colour_en)} · {one.size}",
        f"{written(one.pairs)} {both(PAIRS)}",
    )
    canvas.setFont(CHINESE, MIDDLE)
    for number, line in enumerate(lines):
        canvas.drawString(MARGIN, top - 4 * LARGE - number * 1.6 * MIDDLE, line)
    canvas.setFont(LATIN, MIDDLE)
    canvas.drawString(MARGIN, MARGIN, one.code)
    draw_qr(canvas, link)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def kept(picture: Any, viewer: Viewer) -> str:
    """Keep a picture that was sent, if one was, and return its code."""
    if not picture:
        return ""
    return files.store(picture.read(), purpose="returns", firm=viewer.firm, viewer=viewer, now=now()).code


def _hand_over(text: str, said: dict[str, Any], key: str, viewer: Viewer) -> None:
    at, picture = now(), kept(said["picture"], viewer)
    new = NewHanded(key, said["leg"], text, said["given_by"], said["taken_by"], said["found"], at, picture)
    dock.hand_over(new, viewer=viewer, on=registry.today(), now=at)


def _link(request: PageRequest, one: Label) -> str:
    """Return what the QR code says."""
    return request.build_absolute_uri(reverse("return_handed", args=[one.text]))


def _shown(one: Label) -> dict[str, Any]:
    return {
        "section": "orders",
        "one": one,
        "sock": f"{named(one.name_zh, one.name_en)} · {named(one.colour_zh, one.colour_en)} · {one.size}",
        "handed": [(w.LEGS[each.leg], each) for each in one.handed],
    }
