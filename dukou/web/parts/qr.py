"""Lay out QR codes."""

from collections.abc import Iterator
from itertools import groupby

from reportlab.graphics.barcode.qr import QrCodeWidget

QUIET = 4


def dark_runs(text: str) -> tuple[int, list[tuple[int, int, int]]]:
    """Return how many modules a side has, and the dark ones as ``(row, column, length)`` of those beside each other."""
    code = QrCodeWidget(text, barLevel="M").qr
    code.make()
    count = code.getModuleCount()
    return count, [run for row in range(count) for run in _runs(row, [code.isDark(row, at) for at in range(count)])]


def svg_path(text: str) -> tuple[int, str]:
    """Return the width of a QR code with its quiet zone, in modules, and its path as SVG draws it."""
    count, runs = dark_runs(text)
    drawn = (f"M{column + QUIET} {row + QUIET}h{length}v1h-{length}z" for row, column, length in runs)
    return count + 2 * QUIET, "".join(drawn)


def _runs(row: int, modules: list[bool]) -> Iterator[tuple[int, int, int]]:
    start = 0
    for is_dark, same in groupby(modules):
        length = len(list(same))
        if is_dark:
            yield row, start, length
        start += length
