"""`./run bench` and `./run demo`: commands like manage.py's, from outside the product."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError

from config.startup import set_up_process


def main(tool: str, *arguments: str) -> None:
    set_up_process()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        command_of(tool, arguments).run_from_argv(["run", tool, *arguments])
    except ImproperlyConfigured as wrong:
        sys.exit(f"Magwise cannot start. {wrong}")
    except CommandError as reason:
        sys.exit(str(reason))


def command_of(tool: str, arguments: tuple[str, ...]) -> BaseCommand:
    """Import the command only now: models need the settings, which are not known before."""
    if tool == "bench":  # makes a database of its own
        from tools.bench.command import Command as Bench

        return Bench()
    if tool == "demo":
        from config import commands
        from tools.demo import Command as Demo

        commands.check_database([tool, *arguments])
        return Demo()
    if tool == "describe_api":
        from tools.describe_api import Command as DescribeApi

        return DescribeApi()
    raise CommandError(f'There is no tool "{tool}". There are: bench, demo, describe_api')


if __name__ == "__main__":
    main(*sys.argv[1:])
