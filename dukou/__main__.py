"""Run the `dukou` command as `python -m dukou`."""

import sys

from dukou.site.command import main

if __name__ == "__main__":
    sys.exit(main())
