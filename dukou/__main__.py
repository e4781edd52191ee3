"""Run the `dukou` command as `python -m dukou`."""

import os
import sys

from dukou.site.command import main


def keep_output() -> None:
    """Leave standard output to what was asked for: solvers in C print to it at times, which goes to standard error."""
    kept = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding=sys.stdout.encoding, errors=sys.stdout.errors)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = kept


if __name__ == "__main__":
    keep_output()
    sys.exit(main())
