"""Show the live proof: who lets goods be drawn to go alone, what bills say, and what they prove."""
