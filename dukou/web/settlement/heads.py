"""Let anybody check a head of the book of facts, and a firm that what stands in its statement is in the book."""

import re
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dukou.base.errors import Missing
from dukou.base.viewer import Viewer
from dukou.journey import heads
from dukou.provenance import door as provenance
from dukou.provenance.records import Fact, Proof
from dukou.web.middleware import viewer_of
from dukou.web.parts.requests import PageRequest

# The size and the root of a head, as statements print it.
HEAD = re.compile(r"\s*(\d{1,18})\s*[.:, ]\s*([0-9a-fA-F]{64})\s*")
LONGEST_SHOWN = 120


@dataclass(frozen=True, slots=True)
class ProvenFact:
    """Hold a fact of the book with the proof that it is there; without one it waits for the next head."""

    fact: Fact
    told: tuple[tuple[str, str], ...]
    proof: Proof | None


@require_safe
def head(request: PageRequest) -> HttpResponse:
    """Tell anybody whether a head is of this book, and prove that today's book begins with what it covers."""
    text = request.GET.get("head", "").replace("\x00", "")[:LONGEST_SHOWN]
    found = HEAD.fullmatch(text)
    checked = heads.check_head(int(found[1]), found[2].lower()) if found else None
    context = {"section": "town", "asked": text, "is_readable": found is not None, "checked": checked}
    return render(request, "settlement/head.html", context)


@login_required
@require_safe
def fact_proof(request: PageRequest, subject: str) -> HttpResponse:
    """Show what the book says of an invoice, a load, a case or a fee of the reader's firm, each fact with its proof."""
    viewer = viewer_of(request)
    facts = provenance.facts_about([subject], viewer=viewer) if subject.replace("-", "").isalnum() else ()
    if not facts:
        raise Missing("provenance.fact_not_found")
    proofs = _proofs(facts, viewer)
    shown = [ProvenFact(one, _told(one), proofs.get(one.seq or 0) if one.sealed else None) for one in facts]
    context = {"section": "money", "subject": subject, "facts": shown, "head": next(iter(proofs.values()), None)}
    return render(request, "settlement/fact.html", context)


def _proofs(facts: tuple[Fact, ...], viewer: Viewer) -> dict[int, Proof]:
    """Return the proofs of the facts that a head covers, by place; each is verified before it is shown."""
    seqs = [one.seq for one in facts if one.sealed and one.seq is not None][: provenance.MOST_PROOFS]
    if not seqs:
        return {}
    proofs = provenance.prove(seqs=seqs, viewer=viewer)
    return {one.seq: one for one in proofs if provenance.has(seq=one.seq, leaf=one.leaf, viewer=viewer, size=one.size)}


def _told(fact: Fact) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in fact.payload.items())
