from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("datacentre", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("zone", models.CharField(max_length=40)),
                ("lat_e4", models.IntegerField()),
                ("lon_e4", models.IntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="figure",
            name="reason",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AlterField(
            model_name="figure",
            name="part",
            field=models.CharField(blank=True, max_length=80),
        ),
    ]
