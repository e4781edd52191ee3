"""Prove facts to their firm by JSON."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router

from dukou.provenance import door as provenance
from dukou.web.middleware import viewer_of

router = Router(tags=["facts"])


@router.get("/head")
def head(request: HttpRequest) -> dict[str, Any]:
    """Return the newest tree head."""
    return asdict(provenance.head(viewer=viewer_of(request)))


@router.get("/about/{subject}")
def about(request: HttpRequest, subject: str) -> list[dict[str, Any]]:
    """Return the viewer's facts about a subject."""
    return [asdict(fact) for fact in provenance.facts_about([subject[:40]], viewer=viewer_of(request))]


@router.get("/{int:seq}/proof")
def proof(request: HttpRequest, seq: int) -> dict[str, Any]:
    """Return the proof that a fact of the viewer's stands in the book under the newest tree head (RFC 6962)."""
    (one,) = provenance.prove(seqs=[seq], viewer=viewer_of(request))
    return asdict(one)
