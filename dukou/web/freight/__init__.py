"""Show parcels with own best and together, bills, and the freight desk."""
