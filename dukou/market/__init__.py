"""Take orders for what the town makes.

In come catalogue entries, order books and hand-entered orders. Out go lines to be made, and each line's way down the
river as downstream rooms report it. Doors: `door.catalogue`, `door.orders` (what people see and place),
`door.imports` (order books), `door.steps` (what other rooms read and report), `door.exports` (the data centre).
"""
