"""Speak of money, quantity, identifiers, days and errors in the same way everywhere.

Nothing here knows of a room, a database or a page.
"""
