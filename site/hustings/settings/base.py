"""Settings for production; demo and test start from here. Every value: docs/settings.md."""

from pathlib import Path
from typing import Any

import django
from django.utils.translation import gettext_lazy as _

from hustings import __version__
from hustings.settings.environment import Environment
from hustings.settings.policy import CONTENT_SECURITY_POLICY  # noqa: F401

PACKAGE_DIR = Path(__file__).resolve().parent.parent
# In a checkout the repository root; in an installed wheel the folder the process runs in.
CHECKOUT = PACKAGE_DIR.parent.parent
BASE_DIR = CHECKOUT if (CHECKOUT / "manage.py").exists() else Path.cwd()

env = Environment()
VAR_DIR = Path(env.text("HUSTINGS_VAR_DIR", str(BASE_DIR / "var")))

DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")
WAGTAILADMIN_BASE_URL = env.web_address("BASE_URL")
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL] if WAGTAILADMIN_BASE_URL else []

INSTALLED_APPS = [
    "hustings",
    "hustings_petitions",
    "hustings_events",
    "hustings_blog",
    "hustings_mailings",
    "hustings_mailchimp",
    "hustings_signup",
    "hustings_home",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
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
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "crispy_forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *(["django_tasks"] if django.VERSION < (6, 0) else []),
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "hustings.middleware.PermissionsPolicyMiddleware",
    "hustings_home.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "hustings.middleware.PublicBodyLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hustings.accounts.middleware.SecondFactorMiddleware",
    "hustings.walls.middleware.SiteWallMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "hustings.urls"
WSGI_APPLICATION = "hustings.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database ---------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL")}

_tasks = "django.tasks" if django.VERSION >= (6, 0) else "django_tasks"
TASKS: dict[str, Any] = {
    "default": {"BACKEND": f"{_tasks}.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}

# --- Languages --------------------------------------------------------------------------------
LANGUAGE_CODE = env.choice("LANGUAGE_CODE", "fr", ["fr", "en"])
FORMAT_MODULE_PATH = ["hustings.formats"]
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fr", _("French")), ("en", _("English"))]
WAGTAIL_I18N_ENABLED = True
USE_I18N = USE_TZ = True
TIME_ZONE = env.zone("TIME_ZONE", "Europe/Paris")
LOCALE_PATHS = [BASE_DIR / "locale"] if (BASE_DIR / "locale").is_dir() else []

# --- Files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Public bodies are held to 256 KB by PublicBodyLimitMiddleware; an editor's long page needs more.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_PERMISSIONS = 0o644

# --- Mail -------------------------------------------------------------------------------------
EMAIL_TIMEOUT_SECONDS = 10  # Django's default waits for ever
_mail_server = {
    "host": env.text("EMAIL_HOST"),
    "port": env.number("EMAIL_PORT", 587, least=1, most=65535),
    "username": env.text("EMAIL_HOST_USER", ""),
    "password": env.text("EMAIL_HOST_PASSWORD", ""),
    "use_ssl": env.flag("EMAIL_USE_SSL", False),
    "timeout": EMAIL_TIMEOUT_SECONDS,
}
_mail_server["use_tls"] = env.flag(
    "EMAIL_USE_TLS", _mail_server["port"] == 587 and not _mail_server["use_ssl"]
)
if _mail_server["use_tls"] and _mail_server["use_ssl"]:
    env.problem("EMAIL_USE_TLS and EMAIL_USE_SSL cannot both be yes.")
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"OPTIONS": _mail_server}}
else:
    EMAIL_HOST, EMAIL_PORT = _mail_server["host"], _mail_server["port"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail_server["username"], _mail_server["password"]
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail_server["use_ssl"], _mail_server["use_tls"]
    EMAIL_TIMEOUT = _mail_server["timeout"]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mailbox("DEFAULT_FROM_EMAIL")

# --- Staff login ------------------------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", **options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"OPTIONS": {"min_length": 12}}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"
# A password is changed, and set anew by mail, at the one door (hustings.accounts).
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "hustings.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "hustings.accounts.forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]  # nobody signs up
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "hustings.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "hustings.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "hustings.accounts.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
PASSWORD_RESET_TIMEOUT = 2 * 3600
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True

# --- Transport --------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 365 * 24 * 3600, least=0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.flag("HSTS_SUBDOMAINS", True)
if env.flag("BEHIND_TLS_PROXY", True):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Not stricter: with no-referrer browsers send `Origin: null` with a form, and we check it.
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "hustings_home.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"

# --- Wagtail ----------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Hustings"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # an accent in an address becomes %C3%A9 in mails and shares
# A translation goes live when it is published, not with the source's words when it is asked for.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ics", "odp", "ods", "odt", "pdf", "pptx", "rtf", "txt"]
WAGTAILDOCS_EXTENSIONS += ["xlsx", "zip"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_PERMITTED_LANGUAGES = WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

# --- Hustings ---------------------------------------------------------------------------------
HUSTINGS = {
    "VERSION": __version__,
    "TOKEN_KEYS": env.numbered_keys("HUSTINGS_TOKEN_KEYS"),
    "HASH_KEYS": env.numbered_keys("HUSTINGS_HASH_KEYS"),
    "CHECKPOINT_KEY": env.seed("HUSTINGS_CHECKPOINT_KEY"),
    "CHECKPOINT_DIR": env.text("HUSTINGS_CHECKPOINT_DIR", str(VAR_DIR / "checkpoints")),
    "ERASURE_JOURNAL": env.text("HUSTINGS_ERASURE_JOURNAL", str(VAR_DIR / "erasures.jsonl")),
    "TRUSTED_PROXIES": env.number("TRUSTED_PROXIES", 1, least=0),
    "SECOND_FACTOR_REQUIRED": env.flag("SECOND_FACTOR_REQUIRED", True),
    "IMPORT_MAX_ROWS": env.number("IMPORT_MAX_ROWS", 200_000, least=1),
    "RUNTIME_DIR": str(VAR_DIR),
    "MAILCHIMP_KEYS": env.keys_by_host("MAILCHIMP_API_KEY", ""),
    "BOUNCE_MAILBOX": env.imap_address("HUSTINGS_BOUNCE_MAILBOX", ""),
    "RECAPTCHA_SITE_KEY": env.text("RECAPTCHA_SITE_KEY", ""),
    "RECAPTCHA_SECRET_KEY": env.text("RECAPTCHA_SECRET_KEY", ""),
    "NETWORK_LIMIT_PER_HOUR": env.number("NETWORK_LIMIT_PER_HOUR", 120, least=1),
}

RECAPTCHA_VERIFY_REQUEST_TIMEOUT = 3  # django-recaptcha's default is 10
# Empty: no proof of work is offered. Needs the extra `altcha`.
ALTCHA_HMAC_KEY = env.secret("ALTCHA_HMAC_KEY", "")

LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "hustings.logs.MaskingFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        # Two lines for every page saved otherwise; the worker speaks up for itself.
        "django_tasks": {"level": "WARNING"},
        "django.tasks": {"level": "WARNING"},
        # Scanners call us by any name, and each would be a traceback.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
    "root": {"handlers": ["console"], "level": env.choice("LOG_LEVEL", "INFO", LOG_LEVELS)},
}

env.finish()
