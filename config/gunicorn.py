"""How gunicorn serves Magwise; `./run` starts it with this file. Each figure was measured (docs/development.md)."""

import os
from typing import Any

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WORKERS", "2"))
threads = 4
preload_app = True  # imported once and shared: the second worker costs a fraction of the first
control_socket_disable = True
accesslog = None
loglevel = "warning"
proc_name = "magwise"


def when_ready(server: Any) -> None:
    if ":" in bind:
        print(f"Magwise is ready: http://{bind}/   (stop with Ctrl-C)", flush=True)  # noqa: T201
        print("To make an administrator: ./run manage createsuperuser", flush=True)  # noqa: T201
