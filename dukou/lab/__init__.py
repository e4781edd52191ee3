"""Inspect each lot by attributes (ISO 2859-1) and let good ones pass.

In come lots that are made or sorted again (mill). Out go inspections, the switching of severity by firm and family,
and the verdict on each lot: passed, to be sorted, scrapped (mill), with the pairs of its line (market). Doors: the
step `inspect`; `inspections_of_lines`, `severities`, `rejected` and `sampling_plan` for pages; `tighten` for
returns, which tell of repeated faults; `export_inspections` for the data centre.

In the demo town the faults are simulated: each firm has its quality, and now and then a lot goes wrong.
"""
