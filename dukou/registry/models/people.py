"""Hold people."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models


class PersonManager(BaseUserManager["Person"]):
    """Find people by telephone number."""

    def create_user(self, phone: str, password: str | None = None, **fields: object) -> "Person":
        """Return a new person; without a password he logs in by one-time code."""
        person = self.model(phone=phone, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    """Hold a person who logs in by telephone number; may act for several firms."""

    phone = models.CharField(max_length=16, unique=True)
    phone_verified = models.BooleanField(default=False)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, default="zh-hans")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    blanked_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "phone"
    EMAIL_FIELD = "email"
    objects = PersonManager()

    def __str__(self) -> str:
        return self.phone
