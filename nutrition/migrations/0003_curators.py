from django.db import migrations

# What nutrition/admin.py asks for. Nothing about people is here.
CURATORS = "Curators"
PERMISSIONS = [
    ("food", "curate_foods", "Can correct, add and retire foods"),
    ("food", "view_food", "Can view food"),
]


def make_group(apps, schema_editor):
    """Permissions are made after all migrations, so that a new database has none yet; Django keeps
    those it finds.
    """
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=CURATORS)
    for model, codename, name in PERMISSIONS:
        content_type, _ = ContentType.objects.get_or_create(app_label="nutrition", model=model)
        permission, _ = Permission.objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        group.permissions.add(permission)


def remove_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=CURATORS).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("nutrition", "0002_food_search"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_group, remove_group)]
