"""Show background work: its progress can be left and found again."""
