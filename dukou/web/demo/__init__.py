"""Let a demo town be walked: role tiles, its clock, a copy to break, an order book to try."""
