"""Prepares the data and serves (docs/adr/0015): what `./run` becomes once the packages are there.

Django is imported once for both. A child then prepares the data, while this process imports the
pages and the API and compiles the templates on another core.
"""

import gc
import os
import sys
from importlib import import_module
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config.startup import set_up_process

GUNICORN = ["--config", "config/gunicorn.py", "config.wsgi"]


def main() -> None:
    gc.disable()  # what is imported stays; config/gunicorn.py enables it again
    set_up_process()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        sys.exit(f"Magwise cannot start. {wrong}")
    child = os.fork()
    if child == 0:
        execute_from_command_line(["manage.py", "prepare"])
        sys.exit()
    import_module("config.warm_up").load_pages()
    if exit_code := os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        sys.exit(exit_code)
    # A new gunicorn that takes over (SIGUSR2) begins with these.
    sys.argv = [str(Path(sys.executable).with_name("gunicorn")), *GUNICORN]
    import_module("gunicorn.app.wsgiapp").run()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
