"""All settings. Those that differ between machines come from the environment or from magwise.env
(config/startup.py); a wrong value stops the start.

SECRET_KEY or SECRET_KEY_FILE   signs sessions, encrypts second factors; the first `./run` makes one
SECRET_KEY_FALLBACKS            earlier keys, with commas between: what they signed stays valid
DATABASE_URL                    postgres://user:password@host/name; SQLite in var/ when absent
DATA_DIR                        where SQLite, collected static files and the local key live (var/)
ALLOWED_HOSTS                   names the site is reached by, with commas between
BASE_URL                        how links in mails begin; default: from HTTPS and ALLOWED_HOSTS
HTTPS                           "true" behind TLS: secure cookies, HSTS, redirects
TRUSTED_PROXY                   "true" when a proxy sets X-Forwarded-Proto and X-Forwarded-For
TRUSTED_PROXIES                 how many proxies in a row do so, when there are more than one
API_REQUESTS_PER_MINUTE         how many requests a token may make in a minute (600)
EMAIL_URL, DEFAULT_FROM_EMAIL   without EMAIL_URL, mail is printed on the console (docs/adr/0010)
TRANSACTION_POOLING             "true" when a pooler gives each transaction another connection
LOG_FORMAT                      "lines" to read, or "json"
LOG_ADDRESSES                   "true" writes the IP address of each request to the log
"""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.environment import (
    read_base_url,
    read_database,
    read_flag,
    read_int,
    read_list,
    read_mail,
    read_text,
)

BASE_DIR = Path(__file__).resolve().parent.parent

DATA_DIR = Path(read_text("DATA_DIR", str(BASE_DIR / "var")))
LOCAL_KEY = DATA_DIR / "secret_key"

# --- what must be right in production -------------------------------------------------------------
DEBUG = False
HTTPS = read_flag("HTTPS")
TRUSTED_PROXIES = read_int("TRUSTED_PROXIES", 1 if read_flag("TRUSTED_PROXY") else 0, least=0)
SECRET_KEY = read_text("SECRET_KEY") or (
    LOCAL_KEY.read_text().strip() if LOCAL_KEY.exists() else ""
)
# As Django's own check (security.W009), which would only warn.
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure-"):
    raise ImproperlyConfigured(
        f"{'The secret key is too weak' if SECRET_KEY else 'There is no secret key'}. "
        "Start with ./run, which makes one, "
        "or set SECRET_KEY (or SECRET_KEY_FILE) to at least 50 random characters."
    )
SECRET_KEY_FALLBACKS = read_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = read_list("ALLOWED_HOSTS", "localhost, 127.0.0.1, [::1]")
BASE_URL = read_base_url(ALLOWED_HOSTS, https=HTTPS)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]

# --- applications ---------------------------------------------------------------------------------
INSTALLED_APPS = [
    "nutrition",
    "accounts",
    "config.apps.InstallationConfig",
    "config.admin.CurationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
]
MIDDLEWARE = [
    "config.middleware.HeadersMiddleware",  # before WhiteNoise: static files get them, too
    "whitenoise.middleware.WhiteNoiseMiddleware",  # before gzip: it has compressed files
    "config.middleware.RequestLogMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "accounts.save_status.WriteTrackingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.UserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.FormLimitMiddleware",
    "accounts.middleware.DeviceListMiddleware",
    "accounts.middleware.HtmxRedirectMiddleware",
    "accounts.middleware.PendingDeletionMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        # Our pages and mails, django-allauth's included.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "config.jinja.environment",
            "context_processors": ["config.jinja.request_context"],
            "auto_reload": False,
        },
    },
    {
        # The admin.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["nutrition.templatetags.magwise"],
        },
    },
]

# --- database -------------------------------------------------------------------------------------
DATABASES = {"default": read_database(f"sqlite:///{DATA_DIR / 'magwise.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # 246 of 600 concurrent writes failed with Django's defaults ("database is locked"), now none.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # secure_delete overwrites deleted content at once; SQLite's default depends on its build.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            # 1 MB for each thread of each worker; the system keeps the file in memory anyway.
            "PRAGMA cache_size=-500; PRAGMA secure_delete=ON;"
        ),
    }
else:
    # Each connection keeps the plan of a statement that it runs for the third time
    # (docs/adr/0016). Behind a pooler the next transaction may be on another connection.
    TRANSACTION_POOLING = read_flag("TRANSACTION_POOLING")
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = TRANSACTION_POOLING
    # A server that does not answer, or that the network has lost, must not block a worker for long.
    # In seconds; tcp_user_timeout, for unacknowledged data, in milliseconds. DATABASE_URL may
    # override them.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "keepalives": 1,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 2,
        "tcp_user_timeout": 8_000,
        "server_side_binding": True,
        "prepare_threshold": None if TRANSACTION_POOLING else 2,
    } | DATABASES["default"].get("OPTIONS", {})
# In seconds. A connection per request would take 23 ms on PostgreSQL, and reopen the file on
# SQLite; a new one has to prepare its statements again.
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# A table, because all workers must share it: allauth remembers used app codes in it. With Django's
# default of 300 entries it would drop codes that are still valid.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

API_REQUESTS_PER_MINUTE = read_int("API_REQUESTS_PER_MINUTE", 600)

# --- accounts -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.EmailBackend"]
PASSWORD_HASHERS = ["accounts.security.passwords.Argon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.security.passwords.EmailSimilarityRule"},
    {"NAME": "accounts.security.passwords.LengthRule", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.security.passwords.CommonPasswordRule"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "diary:today"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "accounts.security.sign_in_forms.LoginForm",
    "signup": "accounts.security.sign_in_forms.SignupForm",
    "add_email": "accounts.security.sign_in_forms.AddEmailForm",
    "change_password": "accounts.security.sign_in_forms.ChangePasswordForm",
    "set_password": "accounts.security.sign_in_forms.SetPasswordForm",
    "reset_password": "accounts.security.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.security.sign_in_forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.security.sign_in_forms.ReauthenticatePasswordForm",
}
EMAIL_CONFIG = read_mail("consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = read_text("DEFAULT_FROM_EMAIL", "Magwise <magwise@localhost>")

# With a mail server, a mail completes the sign-up, and its answer is the same for free and taken
# addresses. Without one, a self-hoster can log the first meal at once (docs/adr/0010).
SENDS_MAIL = EMAIL_CONFIG["EMAIL_BACKEND"] != "django.core.mail.backends.console.EmailBackend"
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if SENDS_MAIL else "optional"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # accounts/adapter.py ends the other sessions
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_SESSION_REMEMBER = True
SESSION_ENGINE = "accounts.security.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # the way into a guarded account
# allauth's limits count by the Host header, and last too long after a clock was set back. Ours are
# in accounts/security/attempt_limits.py.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False

MFA_ADAPTER = "accounts.security.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Second factors must work without a mail server, too; with one all addresses are confirmed anyway.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A clock may be half a minute off. A code works only once (accounts/security/second_factor.py).
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "accounts.security.second_factor_forms.CodeForm",
    "reauthenticate": "accounts.security.second_factor_forms.ReauthenticateCodeForm",
    "activate_totp": "accounts.security.second_factor_forms.ActivateAppForm",
    "authenticate_webauthn": "accounts.security.second_factor_forms.PasskeyForm",
    "login_webauthn": "accounts.security.second_factor_forms.SignInPasskeyForm",
    "reauthenticate_webauthn": "accounts.security.second_factor_forms.ReauthenticatePasskeyForm",
    "add_webauthn": "accounts.security.second_factor_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.security.second_factor_forms.RenamePasskeyForm",
}

# --- headers --------------------------------------------------------------------------------------
_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    # htmx inserts HTML from our own server; static/trusted.js has the policy that allows it
    # (docs/adr/0001).
    "require-trusted-types-for 'script'",
    "trusted-types default",
)
_UNUSED = "accelerometer camera display-capture geolocation gyroscope microphone payment usb"
RESPONSE_HEADERS = {
    # Static files have their own value already; every page may hold a person's data.
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "; ".join(_POLICY),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED.split()),
    "X-Frame-Options": "DENY",
}
# config.middleware.HeadersMiddleware does what these two look for.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # load balancers ask over http
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- static files, language, time -----------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # no page asks for others; compressing them takes as long
LANGUAGE_CODE = "en-gb"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# The first one limits the size; the others keep small files in memory and large ones on disk.
FILE_UPLOAD_HANDLERS = [
    "nutrition.web.transfer.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOG_FORMATS = {"lines": "config.logs.LineFormatter", "json": "config.logs.JsonFormatter"}
LOG_FORMAT = read_text("LOG_FORMAT", "lines")
LOG_ADDRESSES = read_flag("LOG_ADDRESSES")
if LOG_FORMAT not in LOG_FORMATS:
    raise ImproperlyConfigured(f"LOG_FORMAT must be one of {', '.join(LOG_FORMATS)}.")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_secrets": {"()": "config.logs.RedactionFilter"}},
    "formatters": {"chosen": {"()": LOG_FORMATS[LOG_FORMAT]}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "chosen",
            "filters": ["without_secrets"],
        },
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "magwise.access": {"level": "INFO"},
        # Without Django's own handlers, which would mail and print paths.
        "django": {"handlers": [], "level": "WARNING"},
        "django.server": {"handlers": [], "level": "WARNING"},
    },
}
