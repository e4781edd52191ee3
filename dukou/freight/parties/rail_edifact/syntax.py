"""Write and read UN/EDIFACT interchanges of one message after ISO 9735, version 4.

A segment is a tag and elements, an element its components; what separates them is released by a question mark.
"""

import re
from collections.abc import Iterator, Sequence

from dukou.freight.records.parties import Malformed

Element = tuple[str, ...]
Segment = tuple[str, tuple[Element, ...]]
ADVICE = "UNA:+.? '"
RELEASED = re.compile(r"([?:+'])")
# What each of the service string advice's places means, unless it says otherwise.
SPECIAL = {"component": ":", "element": "+", "release": "?", "end": "'"}
TAG = re.compile(r"[A-Z]{3}")


def segment(tag: str, *elements: str | Sequence[str]) -> Segment:
    """Return a segment; a text is an element of one component."""
    return tag, tuple((one,) if isinstance(one, str) else tuple(one) for one in elements)


def written(segments: Sequence[Segment]) -> bytes:
    """Return the bytes of segments."""
    return "".join(map(_text, segments)).encode()


def _text(one: Segment) -> str:
    tag, elements = one
    parts = [":".join(map(_released, element)).rstrip(":") for element in elements]
    while parts and not parts[-1]:
        parts.pop()
    return "+".join([tag, *parts]) + "'"


def _released(text: str) -> str:
    return RELEASED.sub(r"?\1", text)


def read(body: bytes) -> list[Segment]:
    """Return the segments of an interchange; refuse what is none."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Malformed("characters") from None
    if text.startswith("UNA"):
        text = text[len(ADVICE) :] if text.startswith(ADVICE) else ""
    found = list(_segments(text))
    if not found or found[0][0] != "UNB" or found[-1][0] != "UNZ":
        raise Malformed("interchange")
    _require_counts(found)
    return found


def _segments(text: str) -> Iterator[Segment]:
    elements: list[list[str]] = [[""]]
    is_released = False
    for letter in text:
        if is_released or letter not in SPECIAL.values():
            # Between segments a line may be broken.
            if is_released or letter not in "\r\n":
                elements[-1][-1] += letter
            is_released = False
        elif letter == SPECIAL["release"]:
            is_released = True
        elif letter == SPECIAL["component"]:
            elements[-1].append("")
        elif letter == SPECIAL["element"]:
            elements.append([""])
        else:
            yield _segment(elements)
            elements = [[""]]
    if elements != [[""]]:
        raise Malformed("end of segment")


def _segment(elements: Sequence[Sequence[str]]) -> Segment:
    tag = elements[0][0].strip()
    if not TAG.fullmatch(tag):
        raise Malformed("tag")
    return tag, tuple(tuple(one) for one in elements[1:])


def _require_counts(found: Sequence[Segment]) -> None:
    """Refuse an interchange of several messages, or whose control counts are wrong: something of it was lost."""
    heads = [place for place, (tag, _elements) in enumerate(found) if tag == "UNH"]
    tails = [place for place, (tag, _elements) in enumerate(found) if tag == "UNT"]
    if len(heads) != 1 or len(tails) != 1:
        raise Malformed("messages")
    if component(found[tails[0]], 0, 0) != str(tails[0] - heads[0] + 1):
        raise Malformed("UNT")


def component(one: Segment, element: int, place: int) -> str:
    """Return a component of a segment, nothing where it is left out."""
    elements = one[1]
    if element >= len(elements) or place >= len(elements[element]):
        return ""
    return elements[element][place]


def first(found: Sequence[Segment], tag: str, qualifier: str = "") -> Segment:
    """Return the first segment of a tag whose first component is the qualifier, an empty one where there is none."""
    for one in found:
        if one[0] == tag and (not qualifier or component(one, 0, 0) == qualifier):
            return one
    return tag, ()
