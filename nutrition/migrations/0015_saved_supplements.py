from django.db import migrations, models
from django.db.models import Q

OLD, NEW = "product", "savedsupplement"
CHECKS = {
    "has_a_name": ~Q(name=""),
    "quantity_plausible": Q(quantity__gt=0) & Q(quantity__lte=100),
    "amount_plausible": Q(elemental_mg__gte=0) & Q(elemental_mg__lte=10_000),
    "form_with_compound": Q(form="", compound_mg__isnull=True)
    | ~Q(form="")
    & Q(compound_mg__isnull=False, compound_mg__gt=0, elemental_mg__isnull=False),
}


def constraints(prefix: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=["user", "name"], name=f"{prefix}_once_per_name"),
        *(
            models.CheckConstraint(condition=condition, name=f"{prefix}_{name}")
            for name, condition in CHECKS.items()
        ),
    ]


class Migration(migrations.Migration):
    """Only names change: those of the model, its table and its constraints."""

    dependencies = [("nutrition", "0014_magnesium_at_most")]

    operations = [
        *(migrations.RemoveConstraint(OLD, constraint.name) for constraint in constraints(OLD)),
        migrations.RenameModel("Product", "SavedSupplement"),
        *(migrations.AddConstraint(NEW, constraint) for constraint in constraints(NEW)),
    ]
