"""Name the room for Django."""

from django.apps import AppConfig


class PostConfig(AppConfig):
    """Configure the room."""

    name = "dukou.post"
    label = "post"
