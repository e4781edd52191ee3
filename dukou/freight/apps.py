"""Name the room for Django."""

from django.apps import AppConfig


class FreightConfig(AppConfig):
    """Configure the room."""

    name = "dukou.freight"
    label = "freight"
