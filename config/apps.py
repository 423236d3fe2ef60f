from django.apps import AppConfig
from django.contrib.auth.signals import user_login_failed

from config import checks, logs


class Installation(AppConfig):
    """Makes `manage.py check` look at the installation, too."""

    name = "config"

    def ready(self) -> None:
        checks.register_all()
        user_login_failed.connect(logs.sign_in_failed)
