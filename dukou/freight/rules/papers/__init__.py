"""Decide what the papers of shipments say: `packing`, `printing`, `labelling`, `declaring`."""
