"""Name the room for Django."""

from django.apps import AppConfig


class MarketConfig(AppConfig):
    """Configure the room."""

    name = "dukou.market"
    label = "market"
