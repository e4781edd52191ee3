"""Give templates the filters and tags of the kit."""
