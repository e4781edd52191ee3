"""Decide for returns: what becomes of cases and their goods."""
