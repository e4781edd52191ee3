"""Protect the river inside the database: a foreign key points upstream only and leaves no way back."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

ROOT = Path(__file__).resolve().parents[2]
DJANGOS_OWN = {"auth", "contenttypes", "sessions", "admin", "account"}


def rooms_downstream_first() -> list[str]:
    """Return the rooms in the order of the River contract."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    river = next(one for one in contracts if one["id"] == "river")
    return list(river["layers"])


def breaches(models_: Iterable[type[models.Model]]) -> list[str]:
    """Return each foreign key that points downstream or opens a way back."""
    order = {room: place for place, room in enumerate(rooms_downstream_first())}
    found = []
    for model in models_:
        for field in model._meta.get_fields(include_hidden=True):
            if not isinstance(field, models.ForeignKey | models.ManyToManyField):
                continue
            here, there = model._meta.app_label, field.related_model._meta.app_label
            if there in DJANGOS_OWN:
                continue
            if order[there] < order[here]:
                found.append(f"{model.__name__}.{field.name} points down to {there}")
            if not (field.remote_field.related_name or "").endswith("+"):
                found.append(f"{model.__name__}.{field.name} opens a way back")
    return found


def house_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label not in DJANGOS_OWN]


def test_foreign_keys_point_upstream_without_a_way_back() -> None:
    assert house_models()
    assert breaches(house_models()) == []


@isolate_apps("dukou.registry", "dukou.market")
@pytest.mark.parametrize("related_name", ["+", None])
def test_a_planted_downstream_key_is_seen(related_name: str | None) -> None:
    target = type("Order", (models.Model,), {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "market"})})
    breach = type(
        "Person",
        (models.Model,),
        {
            "__module__": __name__,
            "Meta": type("Meta", (), {"app_label": "registry"}),
            "last_order": models.ForeignKey(target, models.PROTECT, related_name=related_name),
        },
    )
    assert any("points down to market" in one for one in breaches([breach]))
    assert any("opens a way back" in one for one in breaches([breach])) == (related_name is None)
