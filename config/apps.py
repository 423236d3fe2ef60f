from django.apps import AppConfig
from django.contrib.auth.signals import user_login_failed

from config import checks, logs


class InstallationConfig(AppConfig):
    """Registers the checks of an installation and the log of failed sign-ins."""

    name = "config"

    def ready(self) -> None:
        checks.register_all()
        user_login_failed.connect(logs.log_failed_sign_in)
