"""Measure the freight engines beside named peers, in the same run; `python -m benchmarks freight` prints the table."""
