"""Show stock, the partner shop, and the depot desk."""
