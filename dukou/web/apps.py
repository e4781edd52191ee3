"""Name the room for Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Configure the room."""

    name = "dukou.web"
    label = "web"
