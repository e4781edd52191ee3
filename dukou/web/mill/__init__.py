"""Show lots, wages, offers, and the planning desk."""
