"""CI, its hosted workflow and the hooks before a commit run the same checks; each can fail."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
CHECKS = ROOT / ".ci" / "checks"
YAML_FILES = [ROOT / ".pre-commit-config.yaml", *sorted((ROOT / ".github").rglob("*.yml"))]
FORMS = [
    path for path in YAML_FILES if path.parent.name == "ISSUE_TEMPLATE" and path.stem != "config"
]
COMMANDS = re.findall(r"^ +\.venv/bin/(.+)$", CHECKS.read_text(), re.MULTILINE)


def names_of_checks() -> list[str]:
    """What `.ci/checks` runs when nobody asks for less."""
    [names] = re.findall(r"^ALL=\((.*)\)$", CHECKS.read_text(), re.MULTILINE)
    return names.split()


@pytest.mark.parametrize("path", YAML_FILES, ids=lambda path: path.name)
def test_file_is_yaml(path: Path) -> None:
    assert isinstance(yaml.safe_load(path.read_text()), dict)


def test_every_check_is_run() -> None:
    defined = re.findall(r"^check_(\w+)\(\)", CHECKS.read_text(), re.MULTILINE)

    assert names_of_checks() == defined


def test_hooks_before_a_commit_run_every_check_once() -> None:
    [local] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]

    assert local["repo"] == "local"
    assert [hook["entry"] for hook in local["hooks"]] == [
        f".ci/checks {name}" for name in names_of_checks()
    ]


def test_ci_runs_all_checks_and_the_workflow_runs_ci() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    commands = [step.get("run") for job in workflow["jobs"].values() for step in job["steps"]]

    assert ".ci/checks" in (ROOT / ".ci" / "run").read_text().splitlines()
    assert ".ci/run" in commands


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_issue_form_asks_under_names_of_their_own(path: Path) -> None:
    form = yaml.safe_load(path.read_text())
    fields = [field["id"] for field in form["body"] if field["type"] != "markdown"]

    assert {"name", "description", "body"} <= set(form)
    assert fields
    assert len(fields) == len(set(fields))


def run_checks(folder: Path, *names: str, broken: str = "") -> subprocess.CompletedProcess[str]:
    """`.ci/checks` in a folder where every command but `broken` succeeds."""
    (folder / ".ci").mkdir()
    script = shutil.copy(CHECKS, folder / ".ci" / "checks")
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in {"python", *(command.split()[0] for command in COMMANDS)}:
        program = programs / name
        program.write_text(f'#!/bin/sh\ncase "{name} $*" in *"{broken or "?"}"*) exit 1;; esac\n')
        program.chmod(0o755)
    return subprocess.run([script, *names], capture_output=True, text=True, check=False)


def test_checks_pass_where_every_program_does(tmp_path: Path) -> None:
    result = run_checks(tmp_path)

    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [f"-- {name}" for name in names_of_checks()]


@pytest.mark.parametrize("broken", COMMANDS)
def test_checks_fail_with_the_first_program_that_does(broken: str, tmp_path: Path) -> None:
    result = run_checks(tmp_path, broken=broken)

    assert result.returncode == 1


def test_a_check_that_is_asked_for_runs_alone(tmp_path: Path) -> None:
    result = run_checks(tmp_path, "types", broken="ruff check")

    assert (result.returncode, result.stdout) == (0, "-- types\n")


def test_unknown_check_is_an_error(tmp_path: Path) -> None:
    result = run_checks(tmp_path, "nonsense")

    assert result.returncode == 2
    assert 'There is no check "nonsense"' in result.stderr
