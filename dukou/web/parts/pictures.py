"""Keep a picture that somebody took."""

from datetime import datetime

from dukou.base.viewer import Viewer
from dukou.files import door as files
from dukou.web.parts.excel import Upload


def keep_picture(upload: Upload, *, purpose: str, viewer: Viewer, now: datetime) -> str:
    """Keep a picture for the viewer's firm and return its code; `files.door` refuses what is none."""
    return files.store(upload.read(), purpose=purpose, firm=viewer.firm, viewer=viewer, now=now).code
