"""Offer rooms to machines as JSON, described by OpenAPI at ``/api/docs``."""
