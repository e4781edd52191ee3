"""Show the returns desk."""
