"""Hold the viewer that sees everything; only `site`, `journey` and beats may import it."""

from dukou.base.viewer import TOWN_ROLE, Viewer

TOWN = Viewer(roles=frozenset({TOWN_ROLE}))
