"""Let the milk-run take slow pairs from a shop and bring others, as a hand-over with two names and a count."""

from dataclasses import replace
from datetime import date, datetime

from dukou.base.errors import Missing, Outcome, Refusal
from dukou.base.viewer import Viewer
from dukou.depot import door as depot
from dukou.depot.records import NewSwapRound
from dukou.files import door as files
from dukou.freight.door.handovers import two_hands


def swap_round(new: NewSwapRound, *, viewer: Viewer, on: date, now: datetime) -> Outcome[str]:
    """Swap what owners agreed to, each line for itself, under the rules of every hand-over; for desks."""
    if not viewer.runs_desks:
        raise Missing("depot.exchange_not_found")
    agreed = {one.code: one.pairs for one in depot.exchanges(viewer=viewer, state="agreed", batch=new.batch)}
    counted = [(agreed[code], pairs) for code, pairs in new.counts if code in agreed]
    asked, found = sum(pairs for pairs, _found in counted), sum(pairs for _asked, pairs in counted)
    names = two_hands(new.given_by, new.taken_by, asked=asked, found=found, picture=new.picture)
    if new.picture and not files.describe([new.picture], viewer=viewer):
        raise Refusal("freight.picture_not_found")
    given_by, taken_by = names
    return depot.carry_exchanges(replace(new, given_by=given_by, taken_by=taken_by), viewer=viewer, on=on, now=now)
