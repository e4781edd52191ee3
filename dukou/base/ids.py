"""Make and check identifiers: public codes, GS1 keys, the unified social credit code."""

import hashlib
import secrets
from base64 import b32encode

from stdnum import ean
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

CODE_BYTES = 10


def new_code() -> str:
    """Return a public code that cannot be guessed and tells no volume (80 random bits)."""
    return _code(secrets.token_bytes(CODE_BYTES))


def as_code(text: str) -> str:
    """Return a text that may be a public code; any other text gives an empty one, which nothing has."""
    return text if text.isalnum() else ""


def derived_code(secret: str, kind: str, key: str | int) -> str:
    """Return the same public code for the same secret, kind and key, for towns made from a seed."""
    digest = hashlib.blake2b(f"{kind}:{key}".encode(), key=secret.encode()[:64], digest_size=CODE_BYTES)
    return _code(digest.digest())


def _code(raw: bytes) -> str:
    return b32encode(raw).decode().lower()


def gs1_check_digit(digits: str) -> str:
    """Return the GS1 mod-10 check digit of a key without it (GTIN, GLN, SSCC)."""
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


def gtin13(prefix: str, item: int) -> str:
    """Return the GTIN-13 of an item reference under a company prefix."""
    body = prefix + str(item).zfill(12 - len(prefix))
    if len(body) != 12:
        raise ValueError(f"item {item} does not fit under prefix {prefix}")
    return body + gs1_check_digit(body)


def gln(prefix: str, location: int) -> str:
    """Return the 13-digit global location number of a location reference."""
    return gtin13(prefix, location)


def sscc(prefix: str, serial: int, extension: int = 0) -> str:
    """Return the 18-digit serial shipping container code of a serial under a company prefix."""
    body = f"{extension}{prefix}{str(serial).zfill(16 - len(prefix))}"
    if len(body) != 17:
        raise ValueError(f"serial {serial} does not fit under prefix {prefix}")
    return body + gs1_check_digit(body)


def is_gtin(text: str) -> bool:
    """Tell whether the text is a GTIN-8, 12, 13 or 14 with a right check digit."""
    if len(text) == 14:
        return _is_checked(text)
    return _is_digits(text) and bool(ean.is_valid(text))


def is_gln(text: str) -> bool:
    """Tell whether the text is a GLN with a right check digit."""
    return len(text) == 13 and _is_checked(text)


def is_sscc(text: str) -> bool:
    """Tell whether the text is an SSCC with a right check digit."""
    return len(text) == 18 and _is_checked(text)


def _is_digits(text: str) -> bool:
    """Tell whether the text is of the digits 0 to 9 alone; Unicode knows more digits."""
    return text.isascii() and text.isdigit()


def _is_checked(text: str) -> bool:
    return _is_digits(text) and gs1_check_digit(text[:-1]) == text[-1]


def is_uscc(text: str) -> bool:
    """Tell whether the text is an 18-character unified social credit code (GB 32100-2015)."""
    try:
        return str(uscc.validate(text)) == text
    except ValidationError:
        return False


def uscc_from(body: str) -> str:
    """Complete the first 17 characters of a unified social credit code with its check character."""
    return body + str(uscc.calc_check_digit(body))
