"""Keep pieces and pairs apart: machines count pieces, commerce counts pairs."""

PIECES_A_PAIR = 2
MAX_PAIRS = 50_000_000


def pieces(pairs: int) -> int:
    """Return the socks in so many pairs."""
    return pairs * PIECES_A_PAIR


def ceil_div(amount: int, by: int) -> int:
    """Divide whole numbers, rounding up."""
    return -(-amount // by)
