"""Decide who knits what and how far the floor gets: see the submodules, one a noun."""
