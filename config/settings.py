"""Django's settings. Deployment comes from the environment (`config.env`); policy is columns of a project."""

import sys
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from config import bucket, timeouts
from config.env import broker, database, env, mail_folder, secret_key
from config.logging import LOGGING as LOGGING
from config.services import addresses
from config.services.folders import CHECKOUT

SERVICES = addresses()
DATA = SERVICES.folders.data
PORT = env.int("PORT", default=8000)

# ---- Where it is reached. Any origin but loopback must be https, and then cookies are Secure and `__Host-`.
SERVED_AT = SERVICES.address or f"http://127.0.0.1:{PORT}"
ORIGIN = env.str("TOUCHSTONE_ORIGIN", default=SERVED_AT).rstrip("/")
IS_HTTPS = ORIGIN.startswith("https://")
ALLOWED_HOSTS = env.list("TOUCHSTONE_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
ALLOWED_HOSTS += [ORIGIN.split("://", 1)[1].split("/")[0].rsplit(":", 1)[0]]
DEBUG = False
SECRET_KEY = secret_key(SERVICES.secret_key, is_embedded=SERVICES.embedded_database)

STATEMENT_SECONDS = env.int("TOUCHSTONE_STATEMENT_SECONDS", default=15)
LIMITS = timeouts.limits(timeouts.program(), web_statement=STATEMENT_SECONDS)
DATABASES = {"default": database(SERVICES.database_url, LIMITS)}

INSTALLED_APPS = [
    # Ours first: our words and pages come before those of Django and allauth.
    "raters",
    "tasks",
    "config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.admin",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
]

MIDDLEWARE = [
    "config.security.request_id.RequestIdMiddleware",
    "config.security.client.ClientMiddleware",
    "config.security.access_log.AccessLogMiddleware",
    "config.security.body_cap.BodyCapMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.security.headers.HeadersMiddleware",
    "config.security.headers.PagePolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.LanguageMiddleware",
    "config.time_zone.TimeZoneMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "raters.web.idle.IdleMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.security.storable.StorableMiddleware",
    "config.problems.ProblemMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # A question kind brings its fragment of the rating page and its script along.
        "DIRS": sorted(CHECKOUT.glob("tasks/rubric/kinds/*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "raters.web.page.page",
            ]
        },
    }
]

# ---- People
AUTH_USER_MODEL = "raters.User"
AUTHENTICATION_BACKENDS = [
    "raters.web.session_store.SessionUser",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "raters.accounts.passwords.NotPersonal",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "raters.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "raters.accounts.passwords.NotCommon"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "raters.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "raters.web.door_forms.SignIn",
    "reauthenticate": "raters.web.door_forms.Again",
    "reset_password": "raters.web.door_forms.Forgotten",
    "change_password": "raters.web.password_forms.ChangePassword",
    "reset_password_from_key": "raters.web.password_forms.ResetPassword",
}
# Tries are counted in `raters.accounts.signing_in`; allauth's counts by address would stop an office, and its counts
# by account would let strangers lock people out.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# How many proxies stand in front; only so many entries of X-Forwarded-For are believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TOUCHSTONE_PROXIES", default=0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Mail holds one-time links, which belong in no log: without a server it is kept in the data folder.
MAIL_IS_SENT = bool(env.str("TOUCHSTONE_EMAIL_URL", default=""))
EMAIL_CONFIG = env.email_url("TOUCHSTONE_EMAIL_URL") if MAIL_IS_SENT else mail_folder(SERVICES.folders.mail)
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("TOUCHSTONE_MAIL_FROM", default=f"touchstone@{urlsplit(ORIGIN).hostname}")

# Not in the cache as well: a sign-out while the cache is away would be undone when it comes back.
SESSION_ENGINE = "raters.web.session_store"
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_HTTPS else "sessionid"
SESSION_COOKIE_AGE = 7 * 24 * 3600
STAFF_IDLE_SECONDS = 60 * env.int("TOUCHSTONE_IDLE_MINUTES", default=12 * 60)
MESSAGE_STORAGE = "config.messages.LazyStorage"
DEVICE_COOKIE_NAME = "__Host-device" if IS_HTTPS else "device"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_HTTPS else "csrftoken"
CSRF_TRUSTED_ORIGINS = [ORIGIN]
CSRF_FAILURE_VIEW = "config.problems.csrf_failure"

# ---- Safety of pages
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "report-uri": "/csp-report/",
    },
}

# ---- Languages, time, files
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Chinese"))]
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATICFILES_DIRS = sorted(CHECKOUT.glob("tasks/rubric/kinds/*/static"))
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = SERVICES.folders.files / "uploads"
EXPORTS_ROOT = SERVICES.folders.files / "exports"
EXPORT_LINK_SECONDS = env.int("TOUCHSTONE_EXPORT_LINK_SECONDS", default=3600)
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
MIN_FREE_BYTES = env.int("TOUCHSTONE_MIN_FREE_BYTES", default=512 << 20)
METRICS_TOKEN = env.str("TOUCHSTONE_METRICS_TOKEN", default="")
MAX_UPLOAD_BYTES = env.int("TOUCHSTONE_MAX_UPLOAD_BYTES", default=2 << 30)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
} | bucket.storage()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- Valkey holds nothing that matters: doorbell, cache, rate limits
CACHES = {
    "default": {
        "BACKEND": "config.cache.ForgivingRedisCache",
        "LOCATION": SERVICES.redis_url,
        "TIMEOUT": 3600,
    }
}
CELERY_BROKER_URL = broker(SERVICES.redis_url)
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Who sends must not wait for a broker that is frozen; a worker waits for its next message as long as it takes.
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0, "visibility_timeout": 600} | (
    {} if timeouts.program() == "worker" else {"socket_timeout": 1, "socket_connect_timeout": 1}
)
CELERY_TASK_SOFT_TIME_LIMIT = None
CELERY_DB_REUSE_MAX = sys.maxsize  # connections are looked at in `config.celery`
CELERY_TASK_QUEUES = [Queue(name) for name in ("trays", "small", "long")]
CELERY_TASK_DEFAULT_QUEUE = "small"
CELERY_BEAT_SCHEDULER = "config.sweeping.Sweeps"

# ---- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["raters.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "config.rest.JsonNegotiation",
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["config.security.throttle.ScopedLimit"],
    "EXCEPTION_HANDLER": "config.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Touchstone",
    "VERSION": "v1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.openapi.add_refusals",
        "raters.api.operations.add_sentences",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ProjectState": "tasks.models.Project.State",
        "ItemState": "tasks.models.Item.State",
        "Duplicates": "tasks.models.Batch.Duplicates",
        "Pairing": "tasks.models.Batch.Pairing",
        "AssignmentState": "tasks.models.Assignment.State",
        "MediaKind": "tasks.models.Media.Kind",
    },
}
