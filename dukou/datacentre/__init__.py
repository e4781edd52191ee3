"""Count the town: one definition a figure, with unit and source.

In come Arrow tables from the rooms' `export_*` doors; DuckDB counts them through Ibis. Out go figures of the whole
town, and of parts of it as far as the five-firm rule allows. Doors: `measure` (for the town), `keep` (a day's
figures and the places on its map), `figures` and `places` (public).
"""
