"""Log people in for tests of pages."""

from functools import cache

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.test import Client

from dukou.registry import models as registry
from tests import builders as build

PASSWORD = "over-the-river-1"


def person(firm: int | None, role: str, phone: str) -> int:
    """Enter a person who acts for a firm, and return his key."""
    row = get_user_model().objects.create(phone=phone, password=_hashed(), phone_verified=True)
    if firm is not None:
        registry.Membership.objects.create(person=row, firm_id=firm, role=role, since=build.NOW)
    return row.pk


def logged_in(firm: int | None, role: str, phone: str = "+8613900001111", language: str = "en") -> Client:
    """Return a browser in which a person of this firm has logged in."""
    key = person(firm, role, phone)
    client = Client(headers={"accept-language": language})
    client.force_login(get_user_model().objects.get(pk=key), "django.contrib.auth.backends.ModelBackend")
    return client


@cache
def _hashed() -> str:
    """Hash the password once: Argon2 is slow on purpose."""
    return make_password(PASSWORD)
