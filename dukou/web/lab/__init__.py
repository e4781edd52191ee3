"""Show the lab desk."""
