"""Hold the formats of one language."""
