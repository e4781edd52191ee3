"""Show the way of goods: to anyone with its link, to those whose goods they are, and where something went wrong."""
