"""Print the table of the freight engines, measured beside promised."""

import sys
from collections.abc import Sequence

from benchmarks.table import print_table

MODULES = ("consolidations", "brunel", "routes", "loads", "shares")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; 1 if a promise is missed."""
    return print_table("freight", MODULES, argv)


if __name__ == "__main__":
    sys.exit(main())
