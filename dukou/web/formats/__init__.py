"""Write numbers as the trade does, in both languages: in groups of three, as on every invoice."""
