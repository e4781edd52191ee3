"""Draw what a page of a PDF fills with colour, from its own operators: enough for bars and dots, not for letters."""

import io
from typing import Any

from PIL import Image, ImageDraw
from pypdf import PdfReader

POINTS_A_MM, DOTS_A_MM = 72 / 25.4, 12
Matrix = tuple[float, float, float, float, float, float]
UPRIGHT: Matrix = (1, 0, 0, 1, 0, 0)


def pages(content: bytes) -> list[Image.Image]:
    """Return each page as a grey picture."""
    return [_page(page, DOTS_A_MM / POINTS_A_MM) for page in PdfReader(io.BytesIO(content)).pages]


def _page(page: Any, dots_a_point: float) -> Image.Image:
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    image = Image.new("L", (round(width * dots_a_point), round(height * dots_a_point)), 255)
    draw = ImageDraw.Draw(image)
    matrix, grey, kept, path = UPRIGHT, 0.0, [], []
    for values, name in page.get_contents().operations:
        if name == b"q":
            kept.append((matrix, grey))
        elif name == b"Q":
            matrix, grey = kept.pop()
        elif name == b"cm":
            matrix = _times(tuple(map(float, values)), matrix)
        elif name in {b"rg", b"g"}:
            grey = sum(map(float, values)) / len(values)
        elif name == b"re":
            path.append(_corners(*map(float, values), matrix))
        elif name in {b"f", b"f*", b"B", b"b"}:
            for left, low, right, high in path:
                box = [left * dots_a_point, (height - high) * dots_a_point]
                box += [right * dots_a_point - 1, (height - low) * dots_a_point - 1]
                draw.rectangle([round(one) for one in box], fill=round(255 * grey))
            path = []
        elif name in {b"n", b"S", b"s"}:
            path = []
    return image


def _times(one: Any, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _corners(x: float, y: float, width: float, height: float, matrix: Matrix) -> tuple[float, float, float, float]:
    """Return a rectangle where the page has it; nothing on a label is turned."""
    a, _b, _c, d, e, f = matrix
    return a * x + e, d * y + f, a * (x + width) + e, d * (y + height) + f
