"""Read ZPL II as a printer does, as far as labels use it, and draw its symbols from the patterns of ISO/IEC 15417.

It shares no code with what writes the labels: Code 128 is drawn from the standard's own table of widths, character by
character, and QR codes by the library that reads them.
"""

import re
from dataclasses import dataclass, field

import zxingcpp
from PIL import Image, ImageDraw

# ISO/IEC 15417, table 1: widths of bars and spaces of the values 0 to 105, and of the stop pattern.
PATTERNS = re.findall(
    r"\d{6}",
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232",
)
STOP = "2331112"
START_B, START_C, FNC1, TO_B, TO_C, CHECK = 104, 105, 102, 100, 99, 103
COMMAND = re.compile(r"\^([A-Z]{2}|A@)([^^]*)")
HEX = re.compile("_([0-9A-F]{2})")


@dataclass
class Printed:
    """Hold a label as it comes out: its picture, and the texts with where they stand."""

    image: Image.Image
    texts: list[tuple[int, int, str]] = field(default_factory=list)


def printed(content: bytes) -> list[Printed]:
    """Return every label of a file."""
    labels = content.decode().split("^XZ")
    assert not labels.pop().strip()
    return [_label(one.strip()) for one in labels]


def _label(text: str) -> Printed:
    assert text.startswith("^XA")
    commands = [(name, value.strip("\n")) for name, value in COMMAND.findall(text)]
    sizes = {name: int(value) for name, value in commands if name in {"PW", "LL"}}
    label = Printed(Image.new("L", (sizes["PW"], sizes["LL"]), 255))
    at, module, kind, is_hex = (0, 0), 2, "", False
    for name, value in commands:
        if name == "FO":
            x, y = value.split(",")
            at, kind, is_hex = (int(x), int(y)), "", False
        elif name == "BY":
            module = int(value)
        elif name in {"BC", "BQ", "A@"}:
            kind, options = name, value.split(",")
            height = int(options[1]) if name != "BQ" else int(options[2])
        elif name == "FH":
            is_hex = True
        elif name == "FD":
            data = _unescaped(value) if is_hex else value
            _field(label, at, kind, height, module, data)
        else:
            assert name in {"XA", "CI", "PW", "LL", "FS"}, name
    return label


def _unescaped(value: str) -> str:
    return HEX.sub(lambda one: chr(int(one[1], 16)), value.encode().decode("latin-1")).encode("latin-1").decode()


def _field(label: Printed, at: tuple[int, int], kind: str, height: int, module: int, data: str) -> None:
    if kind == "A@":
        label.texts.append((*at, data))
        assert at[1] + height <= label.image.height
    elif kind == "BC":
        _bars(label, at, height, module, values_of(data))
    else:
        assert kind == "BQ"
        assert data.startswith("MA,")
        _dots(label, at, height, data[3:])


def values_of(data: str) -> list[int]:
    """Return the symbol characters of `^BC` field data in mode N: what `>` invokes, digits in C, letters in B."""
    assert data[:2] in {">;", ">:"}, "a label says with which subset it begins"
    subset = "C" if data[:2] == ">;" else "B"
    values, rest = [START_C if subset == "C" else START_B], data[2:]
    while rest:
        if rest[:2] == ">8":
            values.append(FNC1)
            rest = rest[2:]
        elif rest[:2] in {">6", ">5"}:
            subset = "B" if rest[:2] == ">6" else "C"
            values.append(TO_B if subset == "B" else TO_C)
            rest = rest[2:]
        elif rest[:2] == ">0" and subset == "B":
            values.append(ord(">") - 32)
            rest = rest[2:]
        elif subset == "C":
            assert rest[:2].isdigit()
            assert len(rest) > 1
            values.append(int(rest[:2]))
            rest = rest[2:]
        else:
            values.append(ord(rest[0]) - 32)
            rest = rest[1:]
    return values


def _bars(label: Printed, at: tuple[int, int], height: int, module: int, values: list[int]) -> None:
    check = (values[0] + sum(place * value for place, value in enumerate(values[1:], start=1))) % CHECK
    widths = "".join(PATTERNS[value] for value in [*values, check]) + STOP
    draw, x = ImageDraw.Draw(label.image), at[0]
    assert x >= 10 * module, "a quiet zone of ten modules"
    for place, width in enumerate(widths):
        if place % 2 == 0:
            draw.rectangle([x, at[1], x + int(width) * module - 1, at[1] + height - 1], fill=0)
        x += int(width) * module
    assert x + 10 * module <= label.image.width, "a quiet zone of ten modules"
    assert at[1] + height <= label.image.height


def _dots(label: Printed, at: tuple[int, int], module: int, text: str) -> None:
    """Draw a QR code; a printer sets it ten dots below where the field begins."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = Image.fromarray(made.to_image(scale=module, add_quiet_zones=False))
    assert at[0] + image.width <= label.image.width
    label.image.paste(image, (at[0], at[1] + 10))
