"""Name the room for Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Configure the room."""

    name = "dukou.jobs"
    label = "jobs"
