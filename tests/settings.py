"""The settings of the tests: the product's, in a passing folder, without waiting or mail."""

import os
import tempfile

# Before config.settings reads the environment. The object removes the folder when the process ends.
FOLDER = tempfile.TemporaryDirectory(prefix="magwise-tests-")
os.environ["DATA_DIR"] = FOLDER.name
os.environ["SECRET_KEY"] = "only-for-tests-" * 5
for name in (
    *("HTTPS", "ALLOWED_HOSTS", "EMAIL_URL", "BASE_URL", "TRUSTED_PROXY", "TRUSTED_PROXIES"),
    *("LOG_FORMAT", "LOG_ADDRESSES", "TRANSACTION_POOLING"),
):
    os.environ.pop(name, None)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, LOGGING, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, because threads see an in-memory database otherwise than they would see the real one.
    DATABASES["default"]["TEST"] = {"NAME": f"{FOLDER.name}/test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
DATABASES["default"]["CONN_MAX_AGE"] = 0

ALLOWED_HOSTS = ["testserver"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow on purpose
# The manifest of hashed names exists only after collectstatic, which the journeys run.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
# A line for each of 100,000 requests is what the tests of the log alone are about.
LOGGING["loggers"]["magwise.access"]["level"] = "WARNING"
