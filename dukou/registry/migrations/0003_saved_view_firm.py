import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_saved_view"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="savedview", name="registry_view_once"),
        migrations.AddField(
            model_name="savedview",
            name="firm",
            field=models.ForeignKey(
                default=0, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.firm"
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at__isnull", True)),
                fields=("person", "firm", "table", "name"),
                name="registry_view_once",
            ),
        ),
    ]
