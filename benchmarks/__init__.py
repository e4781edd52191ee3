"""Measure what is promised; see README.md."""
