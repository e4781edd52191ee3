"""Put the town together: settings, addresses, processes and the `dukou` command."""
