"""Show the freight desk its carriers: tariffs, sheets that bring them in, prices, bookings."""
