"""Print the table of the engine of returns, measured beside promised."""

import sys
from collections.abc import Sequence

from benchmarks.table import print_table

MODULES = ("pieces", "transfers", "pickups", "statements", "traces")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; 1 if a promise is missed."""
    return print_table("returns", MODULES, argv)


if __name__ == "__main__":
    sys.exit(main())
