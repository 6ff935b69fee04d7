"""A Wagtail project of somebody else's that adds the Hustings plugins to its own apps."""

import os
from pathlib import Path

import django

HERE = Path(__file__).resolve().parent
SECRET_KEY = "only for the test"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "host.urls"
USE_TZ = USE_I18N = WAGTAIL_I18N_ENABLED = True
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("fr", "Français")]
STATIC_URL, MEDIA_URL, MEDIA_ROOT = "/static/", "/media/", os.environ["HOST_DIR"]
WAGTAIL_SITE_NAME, WAGTAILADMIN_BASE_URL = "Host", "http://localhost"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(os.environ["HOST_DIR"]) / "host.sqlite3",
    }
}
INSTALLED_APPS = [
    "host",
    "home",
    "blog",
    "events",
    "hustings_petitions",
    "hustings_events",
    "hustings_blog",
    "hustings_mailings",
    "hustings_mailchimp",
    "hustings_signup",
    "hustings_home",
    "crispy_forms",
    "django_filters",
    *(["django_tasks"] if django.VERSION < (6, 0) else []),
    "django_tasks_db",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
_tasks = "django.tasks" if django.VERSION >= (6, 0) else "django_tasks"
TASKS = {
    "default": {"BACKEND": f"{_tasks}.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}
HUSTINGS = {"TOKEN_KEYS": {1: b"t" * 32}, "HASH_KEYS": {1: b"h" * 32}}
EMAIL = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
if django.VERSION >= (6, 1):
    MAILERS = {"default": EMAIL}
else:
    EMAIL_BACKEND = EMAIL["BACKEND"]
