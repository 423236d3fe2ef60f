"""Stopping the server that `./run` starts."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.serving import ROOT, environment, free_address

BOOTING = """
import time
exec(compile(open({config!r}).read(), {config!r}, "exec"))

def post_fork(server, worker):
    open({mark!r}, "w").close()
    time.sleep(2)
"""


def test_ctrl_c_while_the_workers_boot_is_not_lost(tmp_path: Path) -> None:
    mark, config = tmp_path / "booting", tmp_path / "slow.py"
    config.write_text(BOOTING.format(config=str(ROOT / "config" / "gunicorn.py"), mark=str(mark)))
    command = [sys.executable, "-m", "gunicorn", "--config", config, "--bind", free_address(), "config.wsgi"]
    server = subprocess.Popen(command, env=environment(tmp_path) | {"SECRET_KEY": "of-a-test" * 9}, cwd=ROOT)
    while not mark.exists() and server.poll() is None:
        time.sleep(0.05)

    server.send_signal(signal.SIGINT)

    assert server.wait(timeout=20) == 0  # a lost signal takes gunicorn's graceful_timeout of 30 seconds
