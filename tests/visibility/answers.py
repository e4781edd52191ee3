"""Turn what was answered into text, as whole as it left the house."""

import dataclasses
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from django.utils import translation
from pypdf import PdfReader

from dukou.base.errors import Outcome, Refusal
from dukou.web import words

LANGUAGES = ("zh-hans", "en")
ZIP, PDF = b"PK\x03\x04", b"%PDF-"
# What differs between two answers to the same question: tokens, sessions, ids of requests, times of writing, and with
# them how well a workbook packs.
CHANCE = re.compile(
    r'name="(?:csrfmiddlewaretoken|once)" value="[^"]*"|(?:csrftoken|sessionid)=[^;]*'
    r"|(?:X-Request-ID|Content-Length): .*|[Ee]xpires[=:][^;\n]*|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
)


def said(result: object) -> str:
    """Return everything that a door's answer says."""
    return "\n".join(_parts(result))


def _parts(result: object) -> Iterator[str]:
    if isinstance(result, Refusal):
        yield repr(result)
        yield from sentences(result)
    elif isinstance(result, pa.Table):
        yield repr(result.to_pylist())
        yield repr(result.schema.to_string())
    elif isinstance(result, Outcome):
        yield repr(result.done)
        for one in result.refused:
            yield f"{one.row}"
            yield from _parts(one.refusal)
    else:
        yield result if isinstance(result, str) else repr(result)


def sentences(refusal: Refusal) -> Iterator[str]:
    """Yield the sentence of a refusal in each language."""
    for language in LANGUAGES:
        with translation.override(language):
            yield words.sentence(refusal)


def response_text(response: Any) -> str:
    """Return status, headers, cookies and body of a response; the parts of a workbook unpacked."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    lines = [str(response.status_code), *(f"{name}: {unquote(value)}" for name, value in response.items())]
    lines += [morsel.OutputString() for morsel in response.cookies.values()]
    return CHANCE.sub("", "\n".join([*lines, unpacked(body)]))


def unpacked(body: bytes) -> str:
    """Return a body as a reader sees it: a workbook is a zip of texts, JSON and HTML write some letters by numbers."""
    if body.startswith((b"{", b"[")):
        return json.dumps(json.loads(body), ensure_ascii=False)
    if body.startswith(PDF):
        return _printed(body)
    if not body.startswith(ZIP):
        return html.unescape(body.decode(errors="replace"))
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())


def _printed(body: bytes) -> str:
    """Return what a PDF says, on its pages and of itself; its packed bytes look like figures by chance."""
    read = PdfReader(io.BytesIO(body))
    return "\n".join([str(read.metadata), *(page.extract_text() for page in read.pages)])


def is_blank(result: object) -> bool:
    """Tell whether an answer holds nothing: no rows, no counts, no amounts, though perhaps a currency and a date."""
    if isinstance(result, pa.Table):
        return result.num_rows == 0
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return all(is_blank(getattr(result, one.name)) for one in dataclasses.fields(result))
    if isinstance(result, Mapping | list | tuple | set | frozenset):
        return not result
    if isinstance(result, int | float | Decimal):
        return result == 0
    return result is None or isinstance(result, str | date)
