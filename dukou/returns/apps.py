"""Name the room for Django."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    """Configure the room."""

    name = "dukou.returns"
    label = "returns"
