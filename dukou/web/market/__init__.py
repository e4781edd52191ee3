"""Show the market: the catalogue, a style with its prices, the cart, and the order that is made of it."""
