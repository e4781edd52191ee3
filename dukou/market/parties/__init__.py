"""Translate what outside parties send into the market's records; each party is a folder and knows no other."""
