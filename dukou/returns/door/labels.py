"""Sign the code of a return, so that a label that the town did not make is told from one that it made."""

from django.core import signing

from dukou.base.errors import Refusal
from dukou.base.ids import as_code
from dukou.returns import models
from dukou.returns.rules import dock as rules

SIGNER = signing.Signer(salt="dukou.returns.label", sep=".")


def text_of(code: str) -> str:
    """Return what the label of a case says."""
    return SIGNER.sign(code)


def case_of(scanned: str) -> models.Case:
    """Return the case of a label as it was scanned, or of a case's code as it was typed."""
    return of_label(scanned) if rules.label_text(scanned) else _of_code(scanned.strip())


def of_label(text: str) -> models.Case:
    """Return the case that a label's signed text names; refuse what the town did not sign."""
    signed = rules.label_text(text)
    try:
        code = SIGNER.unsign(signed or "")
    except signing.BadSignature as forged:
        raise Refusal("returns.forged_label") from forged
    return _of_code(code)


def _of_code(code: str) -> models.Case:
    case = models.Case.objects.filter(code=as_code(code)).first()
    if case is None:
        raise Refusal("returns.unknown_label")
    return case
