"""Show money owed, statements, and the accounts desk."""
