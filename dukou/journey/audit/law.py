"""Say what a law is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Law:
    """Hold a law's name and the query whose rows break it, each row naming itself first."""

    name: str
    sql: str
