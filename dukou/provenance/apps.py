"""Name the room for Django."""

from django.apps import AppConfig


class ProvenanceConfig(AppConfig):
    """Configure the room."""

    name = "dukou.provenance"
    label = "provenance"
