"""Let a person grade goods; those in an overseas depot find their next place at once."""

from datetime import date, datetime

from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.returns.door import abroad
from dukou.returns.door import grading as door
from dukou.returns.records.grading import NewGrading


def put_grading(new: NewGrading, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Put a grading down; goods at home go on with the town's day, those overseas at once."""
    door.put_grading(new, viewer=viewer, on=on, now=now)
    abroad.tend(on=on, limit=QUICK, viewer=TOWN, now=now)
