"""Write GS1 element strings, as a symbol holds them and as a person reads them, and SSCCs that follow one another."""

from collections.abc import Mapping

from stdnum import gs1_128

from dukou.base.ids import gs1_check_digit

# What stands between a value of open length and the next one; in a symbol it is FNC1.
SEPARATOR = "\x1d"


def element_string(elements: Mapping[str, str]) -> str:
    """Return values by application identifier as one string; ValueError where a value has a wrong form.

    >>> element_string({"02": "06939000000014", "37": "240"})
    '020693900000001437240'
    """
    return str(gs1_128.validate(gs1_128.encode(elements, SEPARATOR), SEPARATOR))


def readable(elements: Mapping[str, str]) -> str:
    """Return the same with the identifiers in brackets, as it is printed under a symbol.

    >>> readable({"00": "069390000000000014"})
    '(00)069390000000000014'
    """
    return str(gs1_128.encode(elements, SEPARATOR, parentheses=True)).replace(SEPARATOR, "")


def sscc_after(first: str, places: int) -> str:
    """Return the SSCC so many serials after one.

    >>> sscc_after("069390000000000014", 1)
    '069390000000000021'
    """
    body = str(int(first[:-1]) + places).zfill(len(first) - 1)
    return body + gs1_check_digit(body)
