"""Decide for the depot: about goods and cartons, about goods at shops, and about scans."""
