"""Log people in by telephone number and one-time code, or by password."""
