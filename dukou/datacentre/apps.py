"""Name the room for Django."""

from django.apps import AppConfig


class DatacentreConfig(AppConfig):
    """Configure the room."""

    name = "dukou.datacentre"
    label = "datacentre"
