"""Show the market: styles, price ladders, the cart, consent, claims."""
