"""Sign what the label of a pair says, and read it back: a forged or altered one is known."""

from itertools import groupby

from django.core import signing
from reportlab.graphics.barcode.qr import QrCodeWidget

from dukou.base.errors import Refusal

SEPARATOR = "~"
SIGNER = signing.Signer(salt="dukou.pair", sep=SEPARATOR)


def pair_code(subject: str) -> str:
    """Return the code on the label of a pair: what it is of (a lot, or an article perhaps at a shop), and our seal."""
    return SIGNER.sign(subject)


def is_pair_code(text: str) -> bool:
    """Tell whether a text pretends to be the label of a pair."""
    return SEPARATOR in text


def subject_of(code: str) -> str:
    """Return what a pair's label says; refuse one that was not sealed here, or changed since."""
    try:
        return SIGNER.unsign(code)
    except signing.BadSignature as forged:
        raise Refusal("depot.forged_label") from forged


def qr_path(text: str) -> tuple[int, str]:
    """Return a QR code as its width in modules and the path of an SVG, one bar for dark modules beside each other."""
    code = QrCodeWidget(text, barLevel="M").qr
    code.make()
    count = code.getModuleCount()
    bars = []
    for row in range(count):
        start = 0
        for is_dark, same in groupby(code.isDark(row, column) for column in range(count)):
            length = len(list(same))
            if is_dark:
                bars.append(f"M{start} {row}h{length}v1h-{length}z")
            start += length
    return count, "".join(bars)
