"""Open the market: see the submodules, one a noun."""
