"""Pool the costs of a town of small factories, never their customers."""
