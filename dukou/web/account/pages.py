"""Let a person choose the firm he acts for."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Missing
from dukou.registry import door as registry
from dukou.web.middleware import ACTING_FIRM, viewer_of
from dukou.web.parts.names import named


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act_for(request: HttpRequest) -> HttpResponse:
    """Show one's firms, and act for the chosen one from now on; a firm that is not one's own does not exist."""
    viewer = viewer_of(request)
    mine = registry.firms_of_person(viewer=viewer)
    if request.method != "POST":
        firms = [(code, named(zh, en), viewer.acts_for(firm)) for firm, code, zh, en in mine]
        return render(request, "account/acting_firm.html", {"section": "account", "firms": firms})
    chosen = {code: firm for firm, code, _zh, _en in mine}.get(request.POST.get("firm", ""))
    if chosen is None:
        raise Missing("registry.firm_not_found", {"count": 1})
    request.session[ACTING_FIRM] = chosen
    return redirect(settings.LOGIN_REDIRECT_URL)
