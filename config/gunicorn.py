"""gunicorn's configuration, used by `./run`. docs/development.md has the measurements behind it."""

import gc
import os
import signal
import socket
import struct
import sys
from functools import partial
from importlib import import_module
from typing import Any

from config.memory import give_back_memory, limit_memory
from config.startup import set_up_process

gc.disable()  # until all is imported: what is imported stays
limit_memory()
set_up_process()
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WORKERS", "2"))
threads = 4
graceful_timeout = 10  # seconds that a stop (SIGTERM) waits for running requests
preload_app = True  # loaded before the workers are forked, which then share its memory
control_socket_disable = True
SOCKET_TIMEOUT_SECONDS = 15
loglevel = "warning"
proc_name = "magwise"

STOP_SIGNALS = {signal.SIGINT, signal.SIGQUIT, signal.SIGTERM}


def on_starting(server: Any) -> None:
    """Refuses the database of a newer Magwise, as `./run` does, for a gunicorn started alone."""
    commands, connections = import_module("config.commands"), import_module("django.db").connections
    try:
        if not commands.is_database_file_missing():
            commands.refuse_newer_version()
    except commands.CommandError as reason:
        sys.exit(str(reason))
    finally:
        connections.close_all()  # a connection must not be shared across the fork


def when_ready(server: Any) -> None:
    """Reads ahead what all workers need: they share the memory, and no first visitor waits."""
    warm_up = import_module("config.warm_up")
    warm_up.load_pages()
    if warm_up.read_foods():
        visit = partial(warm_up.visit, server.app.wsgi())
        visit()
        os.register_at_fork(after_in_child=visit)
    give_back_memory()
    gc.freeze()  # a collection in a worker would write to, and so copy, all that is shared
    gc.enable()
    # config/logs.py writes the access log; gunicorn's messages can quote paths and IP addresses.
    server.log.error_log.addFilter(import_module("config.logs").GunicornFilter())
    hold_stop_signals_at_fork()
    for listener in server.LISTENERS:
        set_socket_timeouts(listener)
    if ":" in bind:
        print(f"Magwise is ready: http://{bind}/   (stop with Ctrl-C)", flush=True)  # noqa: T201
        print("To make an administrator: ./run manage createsuperuser", flush=True)  # noqa: T201


def set_socket_timeouts(listener: Any) -> None:
    """Closes silent connections: a phone that loses its network in the middle of a request would
    occupy one of the eight threads for ever.

    On Linux each connection inherits these options from the listener, whatever gunicorn sets later.
    Clients that send a byte now and then on purpose are for the proxy in front to stop.
    """
    if sys.platform == "linux":
        timeout = struct.pack("ll", SOCKET_TIMEOUT_SECONDS, 0)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.setsockopt(socket.SOL_SOCKET, option, timeout)


def hold_stop_signals_at_fork() -> None:
    """Blocks stop signals in a new worker until its own handlers are installed.

    Until then it has the arbiter's handlers, which would swallow the signal: Ctrl-C right after the
    start would hang for all of `graceful_timeout`.
    """
    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS),
        after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS),
    )


def post_worker_init(worker: Any) -> None:
    """Lets Ctrl-C end the worker at once, whatever its threads do: acknowledged writes are stored,
    the others are rolled back. gunicorn's own handler uses Python's exit, which waits for each
    thread and can deadlock.
    """
    for interrupt in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(interrupt, _exit_at_once)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


def _exit_at_once(number: int, frame: Any) -> None:
    os._exit(0)
