"""Name the room for Django."""

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    """Configure the room."""

    name = "dukou.settlement"
    label = "settlement"
