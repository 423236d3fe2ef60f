import accounts.ids
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

MODELS = {"entry": "Entry", "dose": "Dose", "water": "Water"}
AT_ONCE = 500


def keep_digests(apps, schema_editor):
    """What programs sent is told by the row itself from now on: the first 8 of the 32 bytes that
    receipts had.

    Copies made before are known by the ids of their rows.
    """
    receipts = apps.get_model("nutrition", "Receipt").objects.filter(kind__in=MODELS)
    for user_id, kind, client_id, digest in receipts.values_list("user_id", "kind", "client_id", "digest").iterator(
        chunk_size=AT_ONCE
    ):
        rows = apps.get_model("nutrition", MODELS[kind]).objects.filter(user_id=user_id, client_id=client_id)
        rows.update(digest=int.from_bytes(bytes.fromhex(digest[:16]), signed=True))


def digest():
    return models.BigIntegerField(editable=False, help_text="Of what was sent (diary/digests.py).", null=True)


class Migration(migrations.Migration):
    dependencies = [
        ("nutrition", "0010_short_ids"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("entry", "digest", digest()),
        migrations.AddField("dose", "digest", digest()),
        migrations.AddField("water", "digest", digest()),
        migrations.RunPython(keep_digests, migrations.RunPython.noop),
        migrations.DeleteModel("Receipt"),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    accounts.ids.IdField(
                        default=accounts.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("client_id", accounts.ids.IdField()),
                ("digest", models.BigIntegerField(help_text="Of what was sent (diary/digests.py).", null=True)),
                ("entries", models.JSONField(default=list, help_text="The ids of the copies.")),
                ("left_out", models.JSONField(default=list, help_text="The foods that could not be copied.")),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "client_id"), name="receipt_once")],
            },
        ),
    ]
