"""Walk a use case through several rooms; every feedback loop in town is one file here."""
