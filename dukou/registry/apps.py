"""Name the room for Django."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Configure the room."""

    name = "dukou.registry"
    label = "registry"
