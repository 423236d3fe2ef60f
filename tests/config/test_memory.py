"""The limits that the C library keeps to."""

import ctypes
import subprocess
import sys

import pytest

from config import memory
from config.memory import give_back_memory, limit_memory
from tests.serving import ROOT

THREADS_THAT_ALLOCATE = """
import ctypes, threading
from config.memory import LIBRARY, limit_memory
{limit}
libc = ctypes.CDLL(LIBRARY)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(4)
def allocate():
    together.wait()
    for _ in range(1000):
        libc.malloc(600)
    together.wait()
threads = [threading.Thread(target=allocate) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


def has_glibc() -> bool:
    try:
        return bool(ctypes.CDLL(memory.LIBRARY))
    except OSError:
        return False


def heaps(limit: str) -> int:
    program = [sys.executable, "-c", THREADS_THAT_ALLOCATE.format(limit=limit)]
    return subprocess.check_output(program, cwd=ROOT, text=True).count("<heap nr=")


@pytest.mark.skipif(not has_glibc(), reason="this system has another C library")
def test_threads_share_one_heap() -> None:
    assert heaps("limit_memory()") == 1
    assert heaps("") > 1


def test_other_c_libraries_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "LIBRARY", "no-such-library.so")

    limit_memory()
    give_back_memory()
