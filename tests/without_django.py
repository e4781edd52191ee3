"""Run pytest as if Django were not installed, in every worker too, by `-p tests.without_django`."""

import sys
from types import ModuleType
from typing import cast

cast("dict[str, ModuleType | None]", sys.modules)["django"] = None
