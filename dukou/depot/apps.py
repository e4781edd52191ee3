"""Name the room for Django."""

from django.apps import AppConfig


class DepotConfig(AppConfig):
    """Configure the room."""

    name = "dukou.depot"
    label = "depot"
