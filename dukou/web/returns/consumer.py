"""Let the buyer of an order, as the channel to a consumer, say so and get the consumer's link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Missing, Refusal
from dukou.market.door import consumers, orders
from dukou.market.records import EXCLUSIONS, LineRecord, NewExclusion
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.words import asking as w

MOST_LINES = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def consumer(request: PageRequest, code: str) -> HttpResponse:
    """Show the consumer's link of an order, or make it with what was confirmed at the purchase."""
    viewer, on = viewer_of(request), registry.today()
    sale = consumers.consumer_sale(code, viewer=viewer)
    order, lines = orders.order_lines(code, viewer=viewer, count=MOST_LINES)
    error = ""
    if request.method == "POST" and sale is None:
        try:
            excluded = _excluded(request.POST, lines)
            insured = "insured" in request.POST
            consumers.sell_to_consumer(code, excluded, is_insured=insured, viewer=viewer, on=on, now=now())
        except Missing as missing:
            raise Http404 from missing
        except Refusal as refusal:
            error = words.sentence(refusal)
        else:
            messages.success(request, _("The consumer can return goods by the link below."))
            return redirect("consumer_sale", code)
    numbers = {line.number: named(line.name_zh, line.name_en) for line in lines}
    context = {
        "section": "orders",
        "code": order.code,
        "error": error,
        "sale": sale,
        "link": request.build_absolute_uri(reverse("ask_by_link", args=[sale.code])) if sale else "",
        "excluded": [(numbers.get(number, number), w.EXCLUSIONS[rule]) for number, rule in sale.exclusions]
        if sale
        else [],
        "lines": list(numbers.items()),
        "rules": w.EXCLUSIONS.items(),
    }
    return render(request, "returns/consumer.html", context, status=422 if error else 200)


def _excluded(sent: QueryDict, lines: list[LineRecord]) -> list[NewExclusion]:
    """Read what was ticked: a tick says that the consumer confirmed it for this purchase."""
    return [
        NewExclusion(line.number, rule, is_confirmed=True)
        for line in lines
        for rule in EXCLUSIONS
        if f"{rule}-{line.number}" in sent
    ]
