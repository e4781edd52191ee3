"""Let those who have a part in a case write on it with pictures: the town keeps them, who sees the case sees them."""

from datetime import date, datetime

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.files import door as files
from dukou.files.records import Opened
from dukou.returns import door as returns


def write(code: str, text: str, picture: bytes | None, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Write on a case, perhaps with a picture; nothing is kept of what may not be written."""
    case = returns.claim_case(code, viewer=viewer, on=on)
    kept = ""
    if picture and "write" in case.may:
        kept = files.store(picture, purpose="returns", firm=None, viewer=TOWN, now=now).code
    returns.write_note(code, text, kept, viewer=viewer, now=now)


def picture(code: str, name: str, *, viewer: Viewer, on: date) -> Opened:
    """Return a picture that was written on a case that the viewer may see."""
    case = returns.claim_case(code, viewer=viewer, on=on)
    if name not in {note.picture for note in case.notes if note.picture}:
        raise Missing("files.file_not_found")
    return files.read(name, viewer=TOWN)
