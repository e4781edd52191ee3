"""Show the town: its figures with their sources, the targets of its plan, and what is assumed."""
