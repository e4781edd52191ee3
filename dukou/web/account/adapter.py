"""Tell allauth where a person's telephone number is kept and how a code reaches him."""

import re
import unicodedata
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.fields import PhoneField
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from dukou.base.viewer import ANONYMOUS
from dukou.post import door as post
from dukou.web.clock import now

E164 = re.compile(r"\+[1-9]\d{6,14}")
LONGEST_PHONE = 40
CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")


class PhoneAdapter(DefaultAccountAdapter):
    """Keep log-ins by telephone number."""

    def phone_form_field(self, **options: Any) -> PhoneField:
        """Return a field that takes a number as people write it; `clean_phone` judges it."""
        return PhoneField(validators=[MaxLengthValidator(LONGEST_PHONE)], label=_("Telephone number"), **options)

    def clean_phone(self, phone: str) -> str:
        """Return the number in E.164; a Chinese mobile number may come without its country.

        Full-width digits are read as plain ones.
        """
        bare = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", phone))
        if CHINESE_MOBILE.fullmatch(bare):
            return f"+86{bare}"
        if E164.fullmatch(bare):
            return bare
        raise ValidationError(_("This is no telephone number: write 11 digits, or + and the country's code."))

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Keep sign-up closed: a desk enters people for their firms."""
        return False

    def respond_user_inactive(self, _request: HttpRequest, _user: Any) -> HttpResponse:
        """Send a person whose account is closed back to the log-in page."""
        return redirect("account_login")

    def add_message(self, *_args: Any, **_rest: Any) -> None:
        """Say nothing: the page that follows shows well enough what happened."""

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        """Return a person's number and whether it was verified."""
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: Any, phone: str, verified: bool) -> None:
        """Keep a person's number."""
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: Any, phone: str) -> None:
        """Mark a person's number as verified."""
        self.set_phone(user, phone, verified=True)

    def get_user_by_phone(self, phone: str) -> Any:
        """Return the person with this number, if there is one."""
        return get_user_model().objects.filter(phone=phone).first()

    def send_verification_code_sms(self, user: Any, phone: str, code: str, **_rest: Any) -> None:
        """Put a one-time code into the outbox."""
        post.send_code(phone=phone, code=code, person=user.pk, viewer=ANONYMOUS, now=now())

    def send_unknown_account_sms(self, phone: str, **_rest: Any) -> None:
        """Send nothing: a stranger's number is told no more than a known one."""

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Send nothing, for the same reason."""
