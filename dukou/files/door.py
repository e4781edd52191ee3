"""Open the store of pictures and papers: keep, describe, read."""

import hashlib
import os
import tempfile
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer, require_town
from dukou.files import models, rules
from dukou.files.records import FileRef, MediaType, Opened
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact


def store(content: bytes, *, purpose: str, firm: int | None, viewer: Viewer, now: datetime) -> FileRef:
    """Keep a picture or paper for a firm and return its reference.

    The bytes are on disk, whole, before the row that names them; a row that fails leaves at most bytes without a name.
    Refuses what `rules.clean` refuses, and another firm than the viewer's own.
    """
    if not (viewer.runs_desks or viewer.acts_for(firm)):
        raise Missing("files.firm_not_found")
    kept = rules.clean(content)
    digest = hashlib.sha256(kept.content).hexdigest()
    _write(_path(digest), kept.content)
    with transaction.atomic():
        file, _ = models.File.objects.get_or_create(
            sha256=digest,
            defaults={"size_bytes": len(kept.content), "media_type": kept.media_type, "stored_at": now},
        )
        ref = models.Ref.objects.create(
            code=new_code(), file=file, purpose=purpose, firm=firm, person=viewer.person, stored_at=now
        )
        fact = NewFact("files.stored", ref.code, firm=firm, payload={"sha256": digest, "purpose": purpose})
        provenance.append([fact], viewer=viewer, now=now)
    return _ref(ref)


def share(wanted: Collection[tuple[str, int]], *, viewer: Viewer, now: datetime) -> dict[tuple[str, int], str]:
    """Let other firms read kept files as well, each ``(code, firm)``; return under which codes they do. For the town.

    All or nothing; a file that is not there is refused.
    """
    require_town(viewer)
    kept = {row.code: row for row in models.Ref.objects.filter(code__in={code for code, _firm in wanted})}
    if any(code not in kept for code, _firm in wanted):
        raise Missing("files.file_not_found")
    rows = {
        (code, firm): models.Ref(
            code=new_code(),
            file_id=kept[code].file_id,
            purpose=kept[code].purpose,
            firm=firm,
            person=kept[code].person,
            stored_at=now,
        )
        for code, firm in dict.fromkeys(wanted)
    }
    facts = [
        NewFact("files.shared", one.code, firm=one.firm, payload={"purpose": one.purpose}) for one in rows.values()
    ]
    with transaction.atomic():
        models.Ref.objects.bulk_create(rows.values())
        provenance.append(facts, viewer=viewer, now=now)
    return {key: one.code for key, one in rows.items()}


def media_type(content: bytes) -> MediaType:
    """Return the type that bytes show, of a file that is looked at and not kept; refuses those that are none."""
    if not content:
        raise Refusal("files.empty")
    return rules.sniff(content)


def describe(codes: Sequence[str], *, viewer: Viewer) -> tuple[FileRef, ...]:
    """Describe those of the files that the viewer may see, in the order of their codes."""
    rows = _visible(viewer).filter(code__in=set(codes)).order_by("code")
    return tuple(_ref(row) for row in rows)


def read(code: str, *, viewer: Viewer) -> Opened:
    """Return a file with its bytes; for everyone but its firm and the shared desks it does not exist.

    Bytes that do not give their digest any more are never handed out: that raises RuntimeError.
    """
    row = _visible(viewer).filter(code=code).first()
    if row is None:
        raise Missing("files.file_not_found")
    content = _path(row.file.sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != row.file.sha256:
        raise RuntimeError(f"the bytes of {row.file.sha256} have changed on disk")
    return Opened(_ref(row), content)


def _visible(viewer: Viewer) -> QuerySet[models.Ref]:
    rows = models.Ref.objects.select_related("file")
    if viewer.runs_desks:
        return rows
    if viewer.firm is None:
        return rows.none()
    return rows.filter(firm=viewer.firm)


def _ref(row: models.Ref) -> FileRef:
    return FileRef(
        code=row.code,
        purpose=row.purpose,
        firm=row.firm,
        media_type=row.file.media_type,
        size_bytes=row.file.size_bytes,
        sha256=row.file.sha256,
        stored_at=row.stored_at,
    )


def _path(digest: str) -> Path:
    return Path(settings.DUKOU_HOME) / "files" / digest[:2] / digest[2:]


def _write(path: Path, content: bytes) -> None:
    """Put bytes in their place whole or not at all."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
