"""What tells processes that the shared foods changed."""

from django.db import models

from accounts.ids import IdField, new_id


class CatalogueVersion(models.Model):
    """One row, which changes with the shared foods (nutrition/foods/search/catalogue.py).

    The version is random, not a number: one that was rolled back must not come again.
    """

    version = IdField(default=new_id)

    def __str__(self) -> str:
        return str(self.version)
