"""How gunicorn serves Magwise, started by `./run`. The figures behind it: docs/development.md."""

import gc
import os
import signal
import socket
import struct
import sys
from importlib import import_module
from typing import Any

from config.startup import set_up_process

set_up_process()
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WORKERS", "2"))
threads = 4
graceful_timeout = 10  # seconds that a stop (SIGTERM) waits for what is being answered
preload_app = True  # loaded once, before the workers are forked: they share its memory
control_socket_disable = True
SOCKET_TIMEOUT_SECONDS = 15
loglevel = "warning"
proc_name = "magwise"

STOP_SIGNALS = {signal.SIGINT, signal.SIGQUIT, signal.SIGTERM}


def on_starting(server: Any) -> None:
    """`./run` has looked already; gunicorn alone shall not serve a newer database either."""
    commands, connections = import_module("config.commands"), import_module("django.db").connections
    try:
        if not commands.is_database_file_missing():
            commands.refuse_newer_version()
    except commands.CommandError as reason:
        sys.exit(str(reason))
    finally:
        connections.close_all()  # nothing of it may cross the fork


def when_ready(server: Any) -> None:
    """Before the fork: import the pages and the API, so that workers share them and no first
    visitor waits."""
    import_module("config.urls")
    gc.freeze()  # a collection in a worker would write to, and so copy, all that is shared
    # Access lines are ours (config/logs.py): gunicorn's would have paths and addresses.
    server.log.error_log.addFilter(import_module("config.logs").GunicornFilter())
    hold_stop_signals_at_fork()
    for listener in server.LISTENERS:
        set_socket_timeouts(listener)
    if ":" in bind:
        print(f"Magwise is ready: http://{bind}/   (stop with Ctrl-C)", flush=True)  # noqa: T201
        print("To make an administrator: ./run manage createsuperuser", flush=True)  # noqa: T201


def set_socket_timeouts(listener: Any) -> None:
    """A phone that loses its network in the middle of a request would hold one of the eight threads
    for ever.

    Linux hands these limits on to each connection, whatever gunicorn sets there later. A proxy in
    front waits for slow clients itself; who sends a byte now and then on purpose is for the proxy
    to stop, too.
    """
    if sys.platform == "linux":
        timeout = struct.pack("ll", SOCKET_TIMEOUT_SECONDS, 0)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.setsockopt(socket.SOL_SOCKET, option, timeout)


def hold_stop_signals_at_fork() -> None:
    """A stop that reaches a worker before its own handlers stand must wait for them.

    Until then it has the arbiter's handlers, which would swallow the signal: Ctrl-C in the first
    moments then hung for all of `graceful_timeout`.
    """
    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS),
        after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS),
    )


def post_worker_init(worker: Any) -> None:
    """From here on a worker hears signals. Ctrl-C ends it at once, whatever its threads do: what
    was acknowledged is stored, the rest is rolled back. gunicorn's own handler leaves the way
    through Python's exit, which waits for each thread and can wait for itself."""
    for at_once in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(at_once, _exit_at_once)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


def _exit_at_once(number: int, frame: Any) -> None:
    os._exit(0)
