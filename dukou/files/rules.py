"""Decide which bytes may be kept, and draw pictures anew."""

import io
import zipfile

from PIL import Image

from dukou.base.errors import Refusal
from dukou.files.records import CleanFile, MediaType

LARGEST_BYTES = 20_000_000
LARGEST_UNPACKED_BYTES = 400_000_000
LARGEST_PIXELS = 60_000_000
JPEG_QUALITY = 90
PNG: MediaType = "image/png"
JPEG: MediaType = "image/jpeg"
WEBP: MediaType = "image/webp"
PDF: MediaType = "application/pdf"
XLSX: MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GZIP: MediaType = "application/gzip"
CSV: MediaType = "text/csv"
FORMATS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP"}
ORIENTATION = 274
UPRIGHT = 1
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
XLSX_PARTS = {"[Content_Types].xml", "xl/workbook.xml"}
MACROS = "vbaProject.bin"
LAYOUT = dict.fromkeys(map(ord, "\t\r\n"))
CSV_DELIMITERS = ",;\t|"


def clean(content: bytes) -> CleanFile:
    """Return the bytes to keep and their type; pictures lose everything but their pixels.

    Refuses `files.empty`, `files.too_large`, `files.unknown_type`, `files.broken`, `files.macros` and `files.bomb`.
    """
    if not content:
        raise Refusal("files.empty")
    if len(content) > LARGEST_BYTES:
        raise Refusal("files.too_large", {"bytes": len(content), "most_bytes": LARGEST_BYTES})
    media_type = sniff(content)
    if media_type in FORMATS:
        return CleanFile(redraw(content, media_type), media_type)
    return CleanFile(content, media_type)


def sniff(content: bytes) -> MediaType:
    """Return the type that the bytes show; names and headers are not asked."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x1f\x8b\x08"):
        return GZIP
    if content.startswith(b"PK\x03\x04"):
        return _workbook(content)
    if _is_csv(content):
        return CSV
    raise Refusal("files.unknown_type")


def _workbook(content: bytes) -> MediaType:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except Exception:  # hostile bytes may trip a reader in any way
        raise Refusal("files.broken") from None
    if not XLSX_PARTS.issubset(part.filename for part in parts):
        raise Refusal("files.unknown_type")
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED_BYTES:
        raise Refusal("files.bomb")
    if any(part.filename.endswith(MACROS) for part in parts):
        raise Refusal("files.macros")
    return XLSX


def _is_csv(content: bytes) -> bool:
    """Tell whether the bytes are text in rows: UTF-8, or GB 18030 as Chinese spreadsheets write it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.lstrip().split("\n", 1)[0]
        plain = text.translate(LAYOUT).isprintable()
        return plain and not first.startswith(("<", "{", "#!")) and any(mark in first for mark in CSV_DELIMITERS)
    return False


def redraw(content: bytes, media_type: MediaType) -> bytes:
    """Return the picture drawn anew, upright, from its pixels alone; of a moving picture the first frame."""
    picture = _pixels(content, media_type)
    picture.info.clear()
    out = io.BytesIO()
    picture.save(out, FORMATS[media_type], quality=JPEG_QUALITY)
    return out.getvalue()


def _pixels(content: bytes, media_type: MediaType) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=[FORMATS[media_type]]) as image:
            if image.width * image.height > LARGEST_PIXELS:
                raise Refusal("files.bomb")
            turn = TURNS.get(_orientation(image))
            upright = image if turn is None else image.transpose(turn)
            return upright.convert(_mode(image, media_type))
    except (Refusal, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refusal("files.bomb") from None
    except Exception:  # hostile bytes may trip a decoder in any way
        raise Refusal("files.broken") from None


def _orientation(image: Image.Image) -> int:
    """Return what a camera noted of how it was held (Exif tag 274); without a readable note it was held upright."""
    try:
        return int(image.getexif()[ORIENTATION])
    except Exception:  # as above: the note may be broken where the picture is not
        return UPRIGHT


def _mode(image: Image.Image, media_type: MediaType) -> str:
    if media_type == JPEG:
        return "L" if image.mode == "L" else "RGB"
    return "RGBA" if image.has_transparency_data else "RGB"
