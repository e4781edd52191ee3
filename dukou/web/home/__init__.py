"""Show everyone's home: what is to do today, by role."""
