"""Decide how much of a lot is lost, and who sees of a lot what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from dukou.base.draws import uniforms
from dukou.base.quantity import pieces
from dukou.base.viewer import Viewer
from dukou.market.records import LineToMake
from dukou.mill.records import LotRecord

# Simulated: a lot loses between these multiples of its style's usual loss.
LEAST_LOSS, MOST_LOSS = 0.7, 1.3
# Toe closing, turning, boarding and packing take so long after the last piece; integrated machines close toes.
FINISHING_DAYS, INTEGRATED_FINISHING_DAYS = 2, 1
# Inspection, a second one where need be, and the way into the depot.
SPARE_DAYS = 2


@dataclass(frozen=True, slots=True)
class Job:
    """Hold a line with what knitting it takes: pieces, of which some are lost, and machine milliseconds."""

    line: LineToMake
    pieces_to_make: int
    pieces_to_lose: int

    @property
    def work_ms(self) -> int:
        """Return the machine time."""
        return self.pieces_to_make * self.line.cycle_ms


def jobs(lines: Sequence[LineToMake]) -> list[Job]:
    """Return what each line takes; its loss is drawn by the line's key, and so large that its pairs remain."""
    keys = [line.draw for line in lines]
    spread = uniforms("mill.loss", keys) * (MOST_LOSS - LEAST_LOSS) + LEAST_LOSS
    share = spread * np.array([line.loss_ppm for line in lines], dtype=np.float64) / 1_000_000
    good = np.array([pieces(line.pairs) for line in lines], dtype=np.float64)
    # A small lot's loss is rounded up or down by chance, so that the town's loss is right on average.
    lost = np.floor(good * share / (1 - share) + uniforms("mill.loss.rounding", keys)).astype(np.int64)
    return [Job(line, pieces(line.pairs) + int(lose), int(lose)) for line, lose in zip(lines, lost, strict=True)]


def finishing_days(*, integrated: bool) -> int:
    """Return the days from the last piece to the finished lot."""
    return INTEGRATED_FINISHING_DAYS if integrated else FINISHING_DAYS


def knit_days(*, integrated: bool) -> int:
    """Return the days from the end of knitting until goods are ready."""
    return finishing_days(integrated=integrated) + SPARE_DAYS


def knit_by(line: LineToMake, *, integrated: bool) -> date:
    """Return the day by whose end a line must be knitted to be ready in time."""
    return line.ready_by_on - timedelta(days=knit_days(integrated=integrated))


def shown_lot(lot: LotRecord, *, seller: int, viewer: Viewer) -> LotRecord:
    """Return a lot as its maker and desks see it, or as its seller and its buyer may: they see good pieces only.

    The buyer sees no other maker than the seller of record.
    """
    if viewer.runs_desks or viewer.acts_for(lot.firm):
        return lot
    return replace(
        lot,
        firm=lot.firm if viewer.acts_for(seller) or lot.firm == seller else None,
        pieces_to_make=pieces(lot.pairs),
        pieces_made=lot.pieces_made - (lot.pieces_lost or 0),
        pieces_lost=None,
    )
