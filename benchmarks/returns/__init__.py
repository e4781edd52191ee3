"""Measure the engine `grade` beside named peers, in the same run; `python -m benchmarks.returns` prints the table.

Each module measures one group of rows over instances drawn by seed: `rows(kept, sample=...)` yields them one by one.
"""
