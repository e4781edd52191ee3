"""Name the room for Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Configure the room."""

    name = "dukou.files"
    label = "files"
