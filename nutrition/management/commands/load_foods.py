"""Loads the built-in food table."""

from typing import Any

from django.core.management.base import BaseCommand

from nutrition.foods.loading.builtin import LoadCounts, load_builtin
from nutrition.foods.search.actions import refresh_names


class Command(BaseCommand):
    help = (
        "Load the built-in food table (USDA SR28 and USDA's later values). A second run changes "
        "nothing, but for the short names and synonyms that a new version brings."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_builtin(on_progress=self.show_progress)
        if loaded == LoadCounts():
            self.stdout.write("Nothing to do: the built-in food table is loaded.")
            if renamed := refresh_names():
                self.stdout.write(
                    f"{renamed:,} foods have the names of this version; those given by hand stay."
                )
            return
        counts = (f"{count:,} {name}" for name, count in loaded._asdict().items())
        self.stdout.write(f"Loaded {', '.join(counts)}.")

    def show_progress(self, done: int, total: int, label: str) -> None:
        """One line per step, rewritten on a terminal until the step is done."""
        if done == total or self.stdout.isatty():
            self.stdout.write(
                f"\r{label}: {done:,} of {total:,}", ending="\n" if done == total else ""
            )
            self.stdout.flush()
