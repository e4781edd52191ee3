"""Hold every setting, each read from the environment; a bad value stops the start."""

import os
from pathlib import Path

from dukou.base import environ
from dukou.site.address import bind_address, hosts
from dukou.site.database import database
from dukou.site.secret import town_secret

ENV = os.environ
BASE_DIR = Path(__file__).resolve().parents[2]
PACKAGE_DIR = BASE_DIR / "dukou"


DUKOU_HOME = environ.folder(ENV, "DUKOU_HOME", BASE_DIR / "var")
DUKOU_DEMO = environ.flag(ENV, "DUKOU_DEMO", default=True)
DUKOU_PORT = environ.number(ENV, "DUKOU_PORT", 8000, 1, 65_535)
DUKOU_TLS = environ.flag(ENV, "DUKOU_TLS", default=False)
DUKOU_BIND = bind_address(ENV, tls=DUKOU_TLS)
DEBUG = environ.flag(ENV, "DUKOU_DEBUG", default=False)
LOG_LEVEL = environ.choice(ENV, "DUKOU_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
ALLOWED_HOSTS = hosts(ENV)
SECRET_KEY = town_secret(ENV, DUKOU_HOME)
DATABASES = {"default": database(environ.text(ENV, "DATABASE_URL", ""), DUKOU_HOME)}
EMAIL_HOST = environ.text(ENV, "DUKOU_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = environ.number(ENV, "DUKOU_SMTP_PORT", 25, 1, 65_535)
DEFAULT_FROM_EMAIL = environ.text(ENV, "DUKOU_MAIL_FROM", "town@dukou.example")

ROOMS = (
    "provenance",
    "files",
    "jobs",
    "post",
    "registry",
    "market",
    "mill",
    "lab",
    "depot",
    "freight",
    "returns",
    "settlement",
    "datacentre",
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "csp",
    *[f"dukou.{room}" for room in ROOMS],
    "dukou.web",
    "allauth",
    "allauth.account",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dukou.web.middleware.request_id",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dukou.web.parts.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "dukou.site.urls"
WSGI_APPLICATION = "dukou.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dukou.web.context.town",
            ],
        },
    }
]

AUTH_USER_MODEL = "registry.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "dukou.web.account.adapter.PhoneAdapter"
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# The desk enters each number, and nobody changes his own: there is nothing to verify at log-in.
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_PREVENT_ENUMERATION = True
LOGIN_REDIRECT_URL = "/home/"
LOGIN_URL = "account_login"

# Limits on log-in attempts, and forms that were sent, must hold over all workers, so they live in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = DUKOU_TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
        "base-uri": [SELF],
        "object-src": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE_DIR / "web" / "locale"]
FORMAT_MODULE_PATH = "dukou.web.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
# Front-end packages stay where npm put them; `site.statics` names the files of them that are served.
NODE_MODULES = BASE_DIR / "node_modules"
STATIC_ROOT = DUKOU_HOME / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "dukou.site.statics.PackageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "dukou.site.statics.TownStatics"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "dukou.site.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
