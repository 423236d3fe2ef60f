#!/usr/bin/env python3
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, execute_from_command_line

from config.startup import set_up_process

if __name__ == "__main__":
    set_up_process()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from config import commands  # only now: models need the environment

        commands.check_database(sys.argv[1:])
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:
        sys.exit(f"Magwise cannot start. {wrong}")
    except CommandError as reason:
        sys.exit(str(reason))
