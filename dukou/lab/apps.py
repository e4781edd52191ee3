"""Name the room for Django."""

from django.apps import AppConfig


class LabConfig(AppConfig):
    """Configure the room."""

    name = "dukou.lab"
    label = "lab"
