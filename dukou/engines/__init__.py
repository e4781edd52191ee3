"""Solve and prove: pure engines, each alone, with `solve`, an independent `check`, and a simple method beside it."""
