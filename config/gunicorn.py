"""How gunicorn serves Magwise; `./run` starts it with this file. The figures behind it: docs/development.md."""

import os
from importlib import import_module
from typing import Any

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WORKERS", "2"))
threads = 4
preload_app = True  # loaded once, before the workers are forked: they share its memory
control_socket_disable = True
loglevel = "warning"
proc_name = "magwise"


def when_ready(server: Any) -> None:
    """Still before the fork: import the pages, too, so that workers share them and no first visitor waits."""
    import_module("config.urls")
    if ":" in bind:
        print(f"Magwise is ready: http://{bind}/   (stop with Ctrl-C)", flush=True)  # noqa: T201
        print("To make an administrator: ./run manage createsuperuser", flush=True)  # noqa: T201
