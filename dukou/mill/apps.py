"""Name the room for Django."""

from django.apps import AppConfig


class MillConfig(AppConfig):
    """Configure the room."""

    name = "dukou.mill"
    label = "mill"
