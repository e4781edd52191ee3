"""Write labels for Zebra printers (ZPL II, 203 dots an inch, 100 x 150 mm).

Text is UTF-8 in the printer's own Chinese font, which a printer without it leaves out; symbols need no font. Every text
goes in hexadecimal where it could be read as a command.
"""

import unicodedata
from collections.abc import Iterator, Sequence

from dukou.freight.records.papers import Label, PaperHead, Symbol
from dukou.web.papers.labels import fields_of, title_of

WIDTH, HEIGHT, MARGIN = 800, 1_200, 32
INNER = WIDTH - 2 * MARGIN
FONT = "E:SIMSUN.TTF"
LARGE, TEXT, LINE = 64, 22, 26
BARS, SYMBOL_HEIGHT = 112, 156
MODULES = (4, 3, 2)
QR_MODULE, QR_LEFT, FIELDS_TOP = 4, 600, 230
CAPTION = 300
MOST_LINES = 2
# Code 128: symbols are 11 modules wide, the stop pattern 13.
SYMBOL_MODULES, STOP_MODULES = 11, 13
ESCAPED = frozenset("^~_\\")


def print_zpl(labels: Sequence[Label], head: PaperHead, links: Sequence[str]) -> bytes:
    """Return labels as one file for the printer; `links` as for the PDF."""
    return "".join(_label(one, head, link) for one, link in zip(labels, links, strict=True)).encode()


def _label(one: Label, head: PaperHead, link: str) -> str:
    parts = [f"^XA^CI28^PW{WIDTH}^LL{HEIGHT}", *_head(one)]
    if link:
        parts.append(f"^FO{QR_LEFT},{MARGIN}^BQN,2,{QR_MODULE}^FH^FDMA,{escaped(link)}^FS")
    parts += _fields(one, head)
    bottom = HEIGHT - MARGIN
    for place, symbol in enumerate(reversed(one.symbols), start=1):
        parts += _symbol(symbol, bottom - place * SYMBOL_HEIGHT)
    return "\n".join([*parts, "^XZ\n"])


def _head(one: Label) -> Iterator[str]:
    number, content = title_of(one)
    yield _text(MARGIN, MARGIN, number, LARGE)
    for place, line in enumerate(lines_of(content, QR_LEFT - MARGIN, MOST_LINES)):
        yield _text(MARGIN, MARGIN + LARGE + LINE // 2 + place * LINE, line)


def _fields(one: Label, head: PaperHead) -> Iterator[str]:
    """Yield captions and texts, as many lines as there is room for above the symbols."""
    top, bottom = FIELDS_TOP, HEIGHT - MARGIN - len(one.symbols) * SYMBOL_HEIGHT
    for caption, value in fields_of(one, head):
        left, right = lines_of(caption, CAPTION, MOST_LINES), lines_of(value, INNER - CAPTION, MOST_LINES)
        height = max(len(left), len(right)) * LINE
        if top + height > bottom:
            return
        for x, lines in ((MARGIN, left), (MARGIN + CAPTION, right)):
            yield from (_text(x, top + place * LINE, line) for place, line in enumerate(lines))
        top += height


def _symbol(symbol: Symbol, top: int) -> Iterator[str]:
    data, modules = code128(symbol.elements)
    wide = next(one for one in MODULES if one * modules <= INNER or one == MODULES[-1])
    yield f"^FO{(WIDTH - wide * modules) // 2},{top}^BY{wide}^BCN,{BARS},N,N,N^FH^FD{escaped(data)}^FS"
    width = len(symbol.text) * TEXT // 2
    yield _text((WIDTH - width) // 2, top + BARS + 6, symbol.text)


def code128(elements: str) -> tuple[str, int]:
    """Return an element string as ZPL's field data, and how many modules wide it is.

    FNC1 is ``>8``; digits go two by two in subset C (``>;``), an odd one at the end and other texts in subset B
    (``>6`` switches to it, ``>:`` begins with it), where ``>`` itself is ``>0``.
    """
    if elements.isdigit():
        pairs, odd = divmod(len(elements), 2)
        data = f">;>8{elements[: 2 * pairs]}" + (f">6{elements[-1]}" if odd else "")
        return data, SYMBOL_MODULES * (3 + pairs + 2 * odd) + STOP_MODULES
    return f">:>8{elements.replace('>', '>0')}", SYMBOL_MODULES * (3 + len(elements)) + STOP_MODULES


def escaped(text: str) -> str:
    """Return a text as field data after ``^FH``: what could be a command, or cannot be seen, by its bytes."""
    return "".join(
        "".join(f"_{byte:02X}" for byte in letter.encode()) if letter in ESCAPED or not letter.isprintable() else letter
        for letter in text
    )


def lines_of(text: str, dots: int, most: int) -> list[str]:
    """Return a text in lines of so many dots, Chinese letters twice as wide; what is too long ends in an ellipsis."""
    lines, used = [""], 0
    for letter in text:
        width = TEXT if unicodedata.east_asian_width(letter) in {"W", "F"} else TEXT // 2
        if used + width > dots:
            lines, used = [*lines, ""], 0
        lines[-1] += letter
        used += width
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]


def _text(x: int, y: int, text: str, height: int = TEXT) -> str:
    return f"^FO{x},{y}^A@N,{height},{height},{FONT}^FH^FD{escaped(text)}^FS"
