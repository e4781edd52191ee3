"""Show orders: the list, and each order's journey from the order to its settlement."""
