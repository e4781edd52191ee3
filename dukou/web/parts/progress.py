"""Show how background work goes on."""

from dataclasses import dataclass
from datetime import datetime

from dukou.base.errors import Missing
from dukou.base.viewer import Viewer
from dukou.jobs import door as jobs
from dukou.jobs.records import WHOLE_PPM, Job
from dukou.web import words
from dukou.web.words.jobs import KINDS, NOTES, STATES

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """Hold a job as its part shows it."""

    code: str
    title: str
    state_words: str
    look: str
    percent: int
    note: str
    ended_at: datetime | None


def progress(code: str, *, viewer: Viewer) -> Progress:
    """Return how a job of the viewer's firm goes on; any other does not exist."""
    found = jobs.list_jobs(viewer=viewer, codes=[code])
    if not found:
        raise Missing("jobs.job_not_found")
    return shown(found[0])


def shown(job: Job) -> Progress:
    """Return a job in the reader's words."""
    state, look = STATES[job.state]
    note = NOTES.get(job.note_code) or words.refusal_words().get(job.note_code, "")
    return Progress(
        code=job.code,
        title=str(KINDS.get((job.room, job.kind), job.kind)),
        state_words=str(state),
        look=look,
        percent=PERCENT if job.state == "done" else job.progress_ppm * PERCENT // WHOLE_PPM,
        note=str(note),
        ended_at=job.ended_at,
    )
