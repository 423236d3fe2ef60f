"""The pinned packages: nothing that one of them needs is left for a pip to choose.

With hashes pip refuses whatever is not pinned, and which names that are depends on its age: up to
23.2 an extra that a package asks for (`coverage[toml]`) must be pinned under that very name. What
the installed packages say of themselves is enough to see it, so this needs no network;
`tests/ops/installs.py` asks the pips themselves.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.txt", "requirements-dev.txt"]
PYTHONS = ["3.11", "3.12", "3.13"]
# Where Magwise runs; other systems install with the same files, but nobody has tried.
LINUX = {
    "sys_platform": "linux",
    "platform_system": "Linux",
    "os_name": "posix",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}

Needs = Callable[[str], Iterable[str]]


def chosen_extras() -> dict[str, set[str]]:
    """What we ask of a package ourselves: `django-allauth[mfa]` (uv may leave it out)."""
    lines = "".join(path.read_text() for path in ROOT.glob("requirements*.in")).splitlines()
    wanted = [
        Requirement(line.partition("#")[0]) for line in lines if re.match(r"[A-Za-z0-9]", line)
    ]
    return {canonicalize_name(one.name): one.extras for one in wanted}


def pins_of(lock: str) -> list[Requirement]:
    lines = [
        line.removesuffix(" \\") for line in lock.splitlines() if re.match(r"[A-Za-z0-9]", line)
    ]
    return [Requirement(line) for line in lines]


def unpinned(pins: list[Requirement], needs_of: Needs, python: str) -> Iterator[str]:
    """Each need of a pinned package that the pins do not settle, in a sentence."""
    here = LINUX | {"python_version": python, "python_full_version": f"{python}.0"}
    pinned = {canonicalize_name(pin.name): pin for pin in pins if applies(pin, here)}
    for name, pin in pinned.items():
        for need in map(Requirement, needs_of(name)):
            if not applies(need, here, pin.extras):
                continue
            held = pinned.get(canonicalize_name(need.name))
            if held is None:
                yield f"{name} needs {need}, which is not pinned"
            elif not need.extras <= held.extras:
                yield f"{name} needs {need}, but {held.name} is pinned without that extra"
            elif not need.specifier.contains(
                str(held.specifier).removeprefix("=="), prereleases=True
            ):
                yield f"{name} needs {need}, but {held} is pinned"


def applies(requirement: Requirement, here: dict[str, str], extras: Iterable[str] = ()) -> bool:
    marker = requirement.marker
    return marker is None or any(
        marker.evaluate(here | {"extra": extra}) for extra in ["", *extras]
    )


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_nothing_that_a_package_needs_is_left_for_pip_to_choose(lock: str, python: str) -> None:
    pins = pins_of((ROOT / lock).read_text())
    for pin in pins:
        pin.extras |= chosen_extras().get(canonicalize_name(pin.name), set())

    faults = list(unpinned(pins, lambda name: requires(name) or [], python))

    assert faults == []


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_looked_at_is_what_is_pinned(lock: str) -> None:
    for pin in pins_of((ROOT / lock).read_text()):
        if applies(pin, LINUX | {"python_version": "3.11", "python_full_version": "3.11.0"}):
            assert str(pin.specifier) == f"=={version(pin.name)}"


INNER = [
    "inner[more]>=1",
    "later>=2; python_version >= '3.13'",
    "seldom; extra == 'rich'",
    "elsewhere; os_name == 'nt'",
]
WHOLE = ["outer==1", "inner[more]==1.5", "later==2.0"]


@pytest.mark.parametrize(
    ("pins", "python", "fault"),
    [
        (WHOLE, "3.13", None),
        (["outer==1", "inner[more]==1.5"], "3.12", None),
        (["outer==1", "inner==1.5", "later==2.0"], "3.13", "inner is pinned without that extra"),
        (["outer==1", "inner[more]==1.5"], "3.13", "later>=2"),
        (
            ["outer==1", "inner[more]==1.5", "later==2.0; python_version < '3.13'"],
            "3.13",
            "later>=2",
        ),
        (["outer==1", "inner[more]==0.9", "later==2.0"], "3.13", "inner[more]==0.9 is pinned"),
        (["outer[rich]==1", "inner[more]==1.5", "later==2.0"], "3.13", "seldom"),
    ],
)
def test_a_need_that_is_not_pinned_is_found(
    pins: list[str], python: str, fault: str | None
) -> None:
    def needs_of(name: str) -> list[str]:
        return INNER if name == "outer" else []

    found = list(unpinned(pins_of(" \\\n    --hash=sha256:0\n".join(pins)), needs_of, python))

    assert len(found) == (0 if fault is None else 1)
    assert fault is None or fault in found[0]
