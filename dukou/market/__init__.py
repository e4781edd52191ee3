"""Take orders for what the town makes.

In come catalogue entries, price ladders, carts, order books and hand-entered orders, and claims. Out go lines to be
made, and each line's way down the river as downstream rooms report it. Doors: `door.catalogue`, `door.prices`,
`door.cart`, `door.orders`, `door.claims`, `door.buying` (what people see, gather, place and claim), `door.imports`
(order books), `door.steps` (what other rooms read and report), `door.exports` (the data centre).
"""
