"""Keeps the server's memory small with the C library of most Linux systems (glibc).

Without limits, each thread gets a heap of its own, and what a large page needed for a moment stays
with the process.
"""

import ctypes

LIBRARY = "libc.so.6"  # no other C library has this name
# Numbers and names of glibc's malloc.h.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
LARGE_BYTES = 128 * 1024


def limit_memory() -> None:
    """One heap for all threads, which run Python in turns anyway; large blocks are given back at
    once. Call it before threads start.
    """
    if libc := _glibc():
        libc.mallopt(M_ARENA_MAX, 1)
        libc.mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
        libc.mallopt(M_TRIM_THRESHOLD, LARGE_BYTES)


def give_back_memory() -> None:
    """What reading ahead has needed for a moment: a worker would copy it when it uses it again."""
    if libc := _glibc():
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(LIBRARY)
    except OSError:
        return None
