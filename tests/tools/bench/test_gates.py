"""What a broken gate does to the bench."""

import re
from io import StringIO
from pathlib import Path

import pytest

from tools.bench.command import Command
from tools.bench.figure import Figure
from tools.bench.gates import GATES

BENCH = Path(__file__).parents[3] / "tools" / "bench"


def shown(*figures: Figure) -> tuple[int, str]:
    """How many gates are broken, and the lines, of one figure of each database."""
    output = StringIO()
    names = ("SQLite", "PostgreSQL")
    broken = Command(stdout=output).show(
        {name: iter([figure]) for name, figure in zip(names, figures, strict=True)}
    )
    return broken, output.getvalue()


def test_databases_stand_side_by_side_with_gate_and_aim() -> None:
    broken, lines = shown(
        Figure("CPU: day", 1.5, "F1", "day"), Figure("CPU: day", 1.234, "F1", "day")
    )

    assert broken == 0
    assert re.search(r"CPU: day +1\.5 +1\.23 F1 +at most 1\.5 \(aim 1\.2\)", lines)


def test_broken_gate_is_marked_and_counted() -> None:
    broken, lines = shown(
        Figure("CPU: day", 1.51, "F1", "day"), Figure("CPU: day", 1.2, "F1", "day")
    )

    assert broken == 1
    assert re.search(r"CPU: day +✗ 1\.51 +1\.2 F1", lines)


def test_gate_may_be_the_least() -> None:
    broken, lines = shown(Figure("load", 449, "", "load"), Figure("load", 450, "", "load"))

    assert broken == 1
    assert re.search(r"load +✗ 449 +450 +at least 450 \(aim 800\)", lines)


def test_each_database_may_have_a_gate_of_its_own() -> None:
    broken, lines = shown(
        Figure("bytes", 121, "", "entry on sqlite"), Figure("bytes", 121, "", "entry on postgresql")
    )

    assert broken == 1
    assert re.search(r"bytes +✗ 121 +121 +at most 120 / 200 \(aim 60 / 120\)", lines)


def test_figure_without_a_value_was_not_measured_and_breaks_nothing() -> None:
    broken, lines = shown(
        Figure("start", None, "s", "first start", "why"), Figure("start", 3, "s", "first start")
    )

    assert broken == 0
    assert re.search(r"start +- +3 s", lines)
    assert "SQLite: why" in lines


def test_databases_that_measure_different_things_are_noticed() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Command(stdout=StringIO()).show({"SQLite": iter([Figure("day", 1, "")]), "other": iter([])})


def test_every_gate_has_a_figure() -> None:
    sources = "".join(path.read_text() for path in BENCH.glob("*.py") if path.name != "gates.py")
    made_of_values = ("entry on ", "search of ")

    without = {
        gate for gate in GATES if f'"{gate}"' not in sources and not gate.startswith(made_of_values)
    }

    assert without == set()
