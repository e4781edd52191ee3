"""Protect the firm that sends a picture: no place or camera goes with it, no rival sees it, nothing odd is kept."""

import gzip
import io
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as sizes
from hypothesis import strategies as st
from PIL import Image, ImageOps, PngImagePlugin

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, FACTORY, OPERATOR, Viewer
from dukou.files import door, models, rules
from dukou.provenance.models import Fact

NOW = datetime(2025, 12, 3, 1, 0, tzinfo=UTC)
LAOZHANG = Viewer(person=7, firm=1, roles=frozenset({FACTORY}))
RIVAL = Viewer(person=8, firm=2, roles=frozenset({FACTORY}))
DESK = Viewer(person=9, firm=3, roles=frozenset({OPERATOR}))
GPS, ORIENTATION, MODEL = 34853, 274, 272
SECRET = "29.7125N 120.2461E"


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.DUKOU_HOME = tmp_path
    return tmp_path


def picture(name: str, size: tuple[int, int] = (40, 20)) -> bytes:
    """Return a picture that tells where and with what it was taken, in every place a format has for it."""
    exif = Image.Exif()
    exif[MODEL] = SECRET
    exif[ORIENTATION] = 6
    exif[GPS] = {1: "N", 2: (29.0, 42.0, 45.0)}
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET)
    more = {"PNG": {"pnginfo": text}, "JPEG": {"comment": SECRET.encode()}, "WEBP": {"xmp": SECRET.encode()}}
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, name, exif=exif, **more[name])
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def kept_files(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


def store(content: bytes, viewer: Viewer = LAOZHANG) -> Any:
    return door.store(content, purpose="lab.photo", firm=1, viewer=viewer, now=NOW)


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP"])
def test_a_picture_loses_place_camera_and_comment_but_stays_upright(name: str) -> None:
    content = picture(name)
    assert SECRET.encode() in content
    kept = rules.clean(content)
    assert SECRET.encode() not in kept.content
    with Image.open(io.BytesIO(kept.content)) as image:
        assert dict(image.getexif()) == {}
        assert not {"exif", "xmp", "comment", "Comment", "icc_profile"} & set(image.info)
        assert (image.format, image.size) == (name, (20, 40))


@pytest.mark.parametrize("held", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(held: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = held
    out = io.BytesIO()
    image = Image.linear_gradient("L").resize((24, 16)).convert("RGB")
    image.putpixel((0, 0), (255, 0, 0))
    image.save(out, "PNG", exif=exif)
    with (
        Image.open(io.BytesIO(out.getvalue())) as noted,
        Image.open(io.BytesIO(rules.clean(out.getvalue()).content)) as kept,
    ):
        assert kept.tobytes() == ImageOps.exif_transpose(noted).tobytes()


def test_a_picture_that_is_seen_through_stays_so() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (10, 20, 30, 40)).save(out, "PNG")
    with Image.open(io.BytesIO(rules.clean(out.getvalue()).content)) as image:
        assert image.getpixel((1, 1)) == (10, 20, 30, 40)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7\n1 0 obj", rules.PDF),
        (gzip.compress(b"order,pairs\n", mtime=0), rules.GZIP),
        ("款号,双数\n1001,600\n".encode(), rules.CSV),
        ("款号,双数\n1001,600\n".encode("gb18030"), rules.CSV),
        (workbook(), rules.XLSX),
    ],
)
def test_papers_are_known_by_their_bytes_and_kept_as_they_came(content: bytes, media_type: str) -> None:
    kept = rules.clean(content)
    assert (kept.content, kept.media_type) == (content, media_type)


def zipped(names: dict[str, int]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, size in names.items():
            archive.writestr(name, bytes(size))
    return out.getvalue()


def huge_png() -> bytes:
    """Return a small file that says it is a picture of 30,000 by 30,000."""
    header = b"\0\0\x75\x30\0\0\x75\x30\x08\x02\0\0\0"
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n" + b"\0\0\0\x0d" + chunk + zlib.crc32(chunk).to_bytes(4, "big") + b"\0\0\0\0IDAT" + bytes(8)
    )


REFUSED = [
    (b"", "files.empty"),
    (b"\0" * (rules.LARGEST_BYTES + 1), "files.too_large"),
    (b"MZ\x90\x00 a program", "files.unknown_type"),
    (b"<html><script>alert(1)</script>,</html>", "files.unknown_type"),
    (b"<svg xmlns='x' onload='a,b'/>", "files.unknown_type"),
    (b"just a sentence", "files.unknown_type"),
    (b"a,b\n\x00\x01\x02", "files.unknown_type"),
    (zipped({"word/document.xml": 5}), "files.unknown_type"),
    (zipped({"[Content_Types].xml": 5, "xl/workbook.xml": 5, "xl/vbaProject.bin": 5}), "files.macros"),
    (b"PK\x03\x04 cut off", "files.broken"),
    (picture("JPEG")[:200], "files.broken"),
    (picture("PNG")[:-30], "files.broken"),
    (b"\x89PNG\r\n\x1a\n" + bytes(50), "files.broken"),
    (huge_png(), "files.bomb"),
]


@pytest.mark.django_db
@pytest.mark.doors
@pytest.mark.parametrize(("content", "code"), REFUSED)
def test_what_is_refused_leaves_nothing_behind(home: Path, content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        store(content)
    assert refused.value.code == code
    assert kept_files(home) == []
    assert models.Ref.objects.count() == Fact.objects.count() == 0


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "LARGEST_UNPACKED_BYTES", 1_000)
    with pytest.raises(Refusal, match=r"files\.bomb"):
        rules.clean(zipped({"[Content_Types].xml": 5, "xl/workbook.xml": 5, "xl/worksheets/sheet1.xml": 2_000}))


@sizes(max_examples=100)
@given(st.sampled_from(["PNG", "JPEG", "WEBP"]), st.data())
def test_a_picture_with_any_byte_changed_is_cleaned_or_refused(name: str, data: st.DataObject) -> None:
    """A damaged picture is the sender's mistake, never a crash of the town."""
    content = bytearray(picture(name))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    assert outcome(bytes(content)) in {"cleaned", "files.broken", "files.bomb", "files.unknown_type"}


def outcome(content: bytes) -> str:
    try:
        kept = rules.clean(content).content
    except Refusal as refused:
        return refused.code
    return "told" if SECRET.encode() in kept else "cleaned"


@pytest.mark.django_db
@pytest.mark.doors
def test_a_stored_file_is_read_again_by_its_firm_and_by_the_desks(home: Path) -> None:
    ref = store(b"a,b\n1,2\n")
    for viewer in (LAOZHANG, DESK, TOWN):
        opened = door.read(ref.code, viewer=viewer)
        assert (opened.content, opened.ref) == (b"a,b\n1,2\n", ref)
    assert [path.relative_to(home).as_posix() for path in kept_files(home)] == [
        f"files/{ref.sha256[:2]}/{ref.sha256[2:]}"
    ]
    assert list(Fact.objects.values_list("kind", "subject", "firm")) == [("files.stored", ref.code, 1)]


@pytest.mark.django_db
@pytest.mark.doors
@pytest.mark.usefixtures("home")
def test_for_a_rival_and_a_stranger_a_file_does_not_exist() -> None:
    ref = store(b"a,b\n1,2\n")
    for other in (RIVAL, ANONYMOUS):
        assert door.describe([ref.code], viewer=other) == ()
        with pytest.raises(Missing):
            door.read(ref.code, viewer=other)
        with pytest.raises(Missing):
            store(b"a,b\n", viewer=other)


@pytest.mark.django_db
@pytest.mark.doors
def test_the_same_bytes_of_two_firms_lie_once_under_two_codes(home: Path) -> None:
    mine = store(b"a,b\n1,2\n")
    theirs = door.store(b"a,b\n1,2\n", purpose="lab.photo", firm=2, viewer=RIVAL, now=NOW)
    assert mine.code != theirs.code
    assert len(kept_files(home)) == models.File.objects.count() == 1
    with pytest.raises(Missing):
        door.read(mine.code, viewer=RIVAL)


@pytest.mark.django_db
@pytest.mark.doors
def test_bytes_that_changed_on_disk_are_not_handed_out(home: Path) -> None:
    ref = store(b"a,b\n1,2\n")
    kept_files(home)[0].write_bytes(b"a,b\n1,3\n")
    with pytest.raises(RuntimeError):
        door.read(ref.code, viewer=LAOZHANG)


@pytest.mark.django_db
@pytest.mark.doors
def test_a_full_disk_leaves_neither_a_part_nor_a_row(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("dukou.files.door.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        store(b"a,b\n1,2\n")
    assert kept_files(home) == []
    assert models.Ref.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.doors
@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("count", [1, 20])
def test_queries_do_not_grow_with_the_batch(count: int, django_assert_num_queries: Any) -> None:
    codes = [store(f"a,b\n{number},1\n".encode()).code for number in range(count)]
    with django_assert_num_queries(1):
        assert [ref.code for ref in door.describe(codes, viewer=LAOZHANG)] == sorted(codes)
    with django_assert_num_queries(1):
        door.read(codes[0], viewer=LAOZHANG)


@pytest.mark.doors
@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_the_town_lets_another_firm_read_a_file_or_none_at_all() -> None:
    mine = door.store(picture("PNG"), purpose="claim", firm=1, viewer=LAOZHANG, now=NOW)
    with pytest.raises(Missing):
        door.share([(mine.code, 2), ("nosuchfile222222", 2)], viewer=TOWN, now=NOW)
    with pytest.raises(Missing):
        door.share([(mine.code, 2)], viewer=RIVAL, now=NOW)
    assert (models.Ref.objects.count(), Fact.objects.count()) == (1, 1)
    shared = door.share([(mine.code, 2), (mine.code, 2)], viewer=TOWN, now=NOW)
    assert door.read(shared[mine.code, 2], viewer=RIVAL).content == door.read(mine.code, viewer=LAOZHANG).content
    assert (models.Ref.objects.count(), models.File.objects.count()) == (2, 1)
    assert Fact.objects.get(kind="files.shared").firm == 2
