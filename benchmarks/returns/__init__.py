"""Measure the engine `grade` beside named peers, over towns drawn by seed; `python -m benchmarks returns` prints it."""
