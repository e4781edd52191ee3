"""Show goods in overseas depots: to their owner with fees and proposals, to the desk with arrivals and work."""
