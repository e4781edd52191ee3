"""Let anybody check a tree head of the book of facts: whoever was handed one need not be of a firm in town.

A head tells nothing of anybody, and with an older one everybody can watch that the book is only ever added to.
"""

from dataclasses import dataclass

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.engines import trace
from dukou.provenance import door as provenance
from dukou.provenance.records import Head


@dataclass(frozen=True, slots=True)
class CheckedHead:
    """Hold a head of this book, today's head, and the hashes that prove the one to be the beginning of the other."""

    asked: Head
    today: Head
    path: tuple[str, ...]


def check_head(size: int, root: str) -> CheckedHead | None:
    """Return the proof that today's book begins with the facts under this head; None for a head of another book.

    The proof is verified here, by code that did not make it (RFC 6962 §2.1.2).
    """
    try:
        found = provenance.consistency(old_size=size, viewer=TOWN)
        asked, today = provenance.head(size=size, viewer=TOWN), provenance.head(size=found.size, viewer=TOWN)
    except Missing:
        return None
    path = [bytes.fromhex(one) for one in found.path]
    # The root that was handed in is what the proof must lead from.
    is_proven = trace.verify_consistency(size, found.size, bytes.fromhex(root), bytes.fromhex(found.root), path)
    return CheckedHead(asked, today, found.path) if is_proven else None
