"""Let a buyer claim part of an order that was delivered."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Refusal
from dukou.base.viewer import Viewer
from dukou.files import door as files
from dukou.market.door import claims
from dukou.market.records import REASONS, ClaimableLine, NewClaim
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.forms import Form, PairsField, PictureField, refused
from dukou.web.parts.names import named
from dukou.web.parts.once import FIELD, once
from dukou.web.parts.requests import PageRequest
from dukou.web.words.market import CLAIM_DETAILS, CLAIM_REASONS, CLAIM_WISHES

LONGEST_KEY = 64


def _reasons() -> Iterator[tuple[Any, Any]]:
    """Yield the reasons, each with its details to choose, as "reason.detail", and itself."""
    for reason, details in REASONS.items():
        some = [(f"{reason}.{one}", CLAIM_DETAILS[one]) for one in details]
        yield CLAIM_REASONS[reason], [*some, (reason, gettext_lazy("otherwise") if some else CLAIM_REASONS[reason])]


class ClaimForm(Form):
    """Read which pairs are claimed, why, and what the buyer wishes."""

    line = forms.TypedChoiceField(label=gettext_lazy("Line"), coerce=int)
    pairs = PairsField(label=gettext_lazy("Pairs"))
    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong"),
        choices=[("", "—"), *_reasons()],
    )
    wish = forms.ChoiceField(
        label=gettext_lazy("What you wish"),
        choices=tuple(CLAIM_WISHES.items()),
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    picture = PictureField(label=gettext_lazy("A picture, if you have one"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        sent_files: Any = None,
        *,
        lines: Sequence[ClaimableLine],
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, sent_files, initial=dict(initial))
        self.left = {one.number: one.left for one in lines}
        field = self.fields["line"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(one.number, _line_name(one)) for one in lines]

    def clean(self) -> dict[str, Any]:
        """Refuse more pairs than are left, before a picture is kept."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        left = self.left.get(given.get("line") or 0, 0)
        if left and (given.get("pairs") or 0) > left:
            refused(self, Refusal("market.claim_too_large", {"pairs": given["pairs"], "left": left}), "pairs")
        return given


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def claim(request: PageRequest, code: str) -> HttpResponse:
    """Claim pairs of a delivered line; the returns desk takes them in hand on the town's next day."""
    viewer = viewer_of(request)
    lines = claims.claimable(code, viewer=viewer)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ClaimForm(*sent, lines=lines, initial={"line": request.GET.get("line", "")})
    if request.method == "POST" and form.is_valid():
        try:
            _file(code, form, request.POST.get(FIELD, "")[:LONGEST_KEY], viewer)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("The claim is filed. It is taken in hand tomorrow."))
            return redirect("order", code)
    context = {"section": "orders", "code": code, "form": form, "lines": lines}
    return render(request, "orders/claim.html", context, status=422 if form.errors else 200)


def _file(code: str, form: ClaimForm, request_key: str, viewer: Viewer) -> None:
    given = form.cleaned_data
    picture = ""
    if given["picture"]:
        content = given["picture"].read()
        picture = files.store(content, purpose="claim", firm=viewer.firm, viewer=viewer, now=now()).code
    reason, _dot, detail = given["reason"].partition(".")
    new = NewClaim(given["line"], given["pairs"], reason, given["wish"], picture, detail)
    claims.file_claim(code, new, request_key=request_key, viewer=viewer, now=now())


def _line_name(one: ClaimableLine) -> str:
    left = formats.pairs(one.left)
    return f"{one.number}. {named(one.name_zh, one.name_en)}, {named(one.colour_zh, one.colour_en)} {one.size} · {left}"
