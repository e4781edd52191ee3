"""Show the rooms to people: one sub-package a room, pages that read a request, open doors and render."""
