from django.apps import AppConfig

from config import checks


class Installation(AppConfig):
    """Makes `manage.py check` look at the installation, too."""

    name = "config"

    def ready(self) -> None:
        checks.register_all()
