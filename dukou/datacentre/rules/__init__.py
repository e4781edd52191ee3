"""Define each figure once: `freight`, `returns`, `town`; `disclosure` decides which parts may be shown."""
