"""The check that every pip can install what is pinned fails where one cannot."""

import hashlib
import sys
import zipfile
from pathlib import Path

import pytest

from tests.ops import installs

THIS = f"{sys.version_info.major}.{sys.version_info.minor}"

pytestmark = pytest.mark.skipif(
    installs.find_python(THIS) is None, reason="this Python makes no environments"
)


def make_wheel(folder: Path, name: str, version: str, *needs: str) -> str:
    """A package without code; gives the line that pins it."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    said = [
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}",
        *(f"Requires-Dist: {need}" for need in needs),
    ]
    files = {
        "METADATA": "\n".join(said) + "\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "".join(f"{info}/{file},,\n" for file in ("METADATA", "WHEEL", "RECORD")),
    }
    with zipfile.ZipFile(path, "w") as wheel:
        for file, content in files.items():
            wheel.writestr(f"{info}/{file}", content)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> str:
    return installs.make_environment(
        sys.executable, installs.BROUGHT, tmp_path_factory.mktemp("environment")
    )


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all that pip knows."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def faults(own: str, lock: list[str], folder: Path) -> list[str]:
    file = folder / "lock.txt"
    file.write_text("\n".join(lock) + "\n")
    return installs.faults_of(own, [str(file)], folder)


def test_pins_without_a_gap_can_be_installed(
    own: str, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = [
        make_wheel(index, "outer", "1.0", "inner[more]>=1"),
        make_wheel(index, "inner", "1.5", "last; extra=='more'"),
    ]
    lock[1] = lock[1].replace("inner", "inner[more]")
    lock.append(make_wheel(index, "last", "3.0"))

    assert faults(own, lock, tmp_path) == []
    assert "lock.txt can be installed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "gap", ["a need that nobody pinned", "a pin that is not there", "another file than was pinned"]
)
def test_a_gap_is_said_with_the_pip_and_the_file(
    gap: str, own: str, index: Path, tmp_path: Path
) -> None:
    lock = [make_wheel(index, "outer", "1.0", "inner>=1"), make_wheel(index, "inner", "1.5")]
    match gap:
        case "a need that nobody pinned":
            lock = lock[:1]
        case "a pin that is not there":
            lock[1] = lock[1].replace("1.5", "1.4")
        case _:
            lock[1] = lock[1][:-4] + "0000"

    (fault,) = faults(own, lock, tmp_path)

    assert fault.startswith("ERROR: ")
    assert fault.splitlines()[-1].startswith("pip ")
    assert fault.endswith(
        f"of Python {sys.version.split()[0]} cannot install {tmp_path / 'lock.txt'}."
    )


def test_no_python_at_all_is_no_success(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installs, "PIPS", {"3.99": ()})

    assert installs.main([]) == 1
    assert capsys.readouterr().out == "Tried with Python none; not here: 3.99.\n"


@pytest.mark.parametrize(("broken", "code"), [("1", 1), ("2", 1), ("none", 0)])
def test_one_pip_that_cannot_is_no_success(
    broken: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installs, "PIPS", {THIS: ("1", "2"), "3.99": ("1",)})
    monkeypatch.setattr(installs, "make_environment", lambda python, pip, folder: pip)
    monkeypatch.setattr(
        installs, "faults_of", lambda own, files, folder: [own] if own == broken else []
    )

    assert installs.main([]) == code


def test_environment_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(
        installs.NoEnvironment,
        match=r"An environment with pip 23 could not be made by nowhere/python",
    ):
        installs.make_environment("nowhere/python", "23", tmp_path)
