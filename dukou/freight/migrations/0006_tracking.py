import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("freight", "0005_carriers_papers_proof"),
        ("market", "0002_prices_carts_claims"),
        ("registry", "0004_zones_fuel_lanes"),
    ]

    operations = [
        migrations.CreateModel(
            name="CarrierClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                ("amount_minor", models.BigIntegerField()),
                ("deadline_on", models.DateField()),
                ("filed_on", models.DateField()),
                ("pictures", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="ClaimStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=12)),
                ("paid_minor", models.BigIntegerField(default=0)),
                ("on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("leg", models.CharField(max_length=16)),
                ("asked", models.PositiveIntegerField()),
                ("found", models.PositiveIntegerField()),
                ("given_by", models.CharField(blank=True, max_length=40)),
                ("taken_by", models.CharField(blank=True, max_length=40)),
                ("salt", models.CharField(blank=True, max_length=16)),
                ("picture", models.CharField(blank=True, max_length=16)),
                ("at", models.DateTimeField()),
                ("told_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RoadException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                ("kind", models.CharField(max_length=8)),
                ("found_by", models.CharField(max_length=10)),
                ("found_on", models.DateField()),
                ("cartons", models.PositiveIntegerField(null=True)),
                ("picture", models.CharField(blank=True, max_length=16)),
                ("outcome", models.CharField(blank=True, max_length=10)),
                ("closed_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="TrackEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=16)),
                ("source", models.CharField(max_length=8)),
                ("place", models.CharField(blank=True, max_length=60)),
                ("carrier_code", models.CharField(blank=True, max_length=20)),
                ("at", models.DateTimeField()),
                ("told_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TrackLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                ("made_on", models.DateField()),
                ("retired_on", models.DateField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="carrierclaim",
            name="carrier",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.firm"),
        ),
        migrations.AddField(
            model_name="claimstep",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="freight.carrierclaim"
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="firm",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.firm"
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="shipment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="freight.shipment"
            ),
        ),
        migrations.AddField(
            model_name="roadexception",
            name="shipment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="freight.shipment"
            ),
        ),
        migrations.AddField(
            model_name="carrierclaim",
            name="exception",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="freight.roadexception"
            ),
        ),
        migrations.AddField(
            model_name="trackevent",
            name="shipment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="freight.shipment"
            ),
        ),
        migrations.AddField(
            model_name="tracklink",
            name="shipment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="freight.shipment"
            ),
        ),
        migrations.AddConstraint(
            model_name="claimstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["filed", "acknowledged", "refused", "paid", "dropped"])),
                name="freight_claimstep_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paid_minor__gt", 0), ("state", "paid")),
                    models.Q(models.Q(("state", "paid"), _negated=True), ("paid_minor", 0)),
                    _connector="OR",
                ),
                name="freight_claimstep_paid",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["shipment", "at"], name="freight_handover_idx"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("leg__in", ["firm_round", "round_depot", "depot_carrier", "carrier_buyer"])),
                name="freight_handover_leg",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("asked", models.F("found")), models.Q(("picture", ""), _negated=True), _connector="OR"
                ),
                name="freight_handover_difference_is_pictured",
            ),
        ),
        migrations.AddIndex(
            model_name="roadexception",
            index=models.Index(
                condition=models.Q(("closed_on__isnull", True)), fields=["found_on"], name="freight_exception_open_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="roadexception",
            constraint=models.UniqueConstraint(fields=("shipment", "kind"), name="freight_roadexception_once"),
        ),
        migrations.AddConstraint(
            model_name="roadexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["late", "missing", "damaged"])), name="freight_roadexception_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="roadexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("found_by__in", ["rule", "hand_over", "seller", "buyer", "desk"])),
                name="freight_roadexception_finder",
            ),
        ),
        migrations.AddConstraint(
            model_name="roadexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", True), ("outcome", "")),
                    models.Q(("closed_on__isnull", False), ("outcome__gt", "")),
                    _connector="OR",
                ),
                name="freight_roadexception_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="carrierclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="freight_carrierclaim_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="carrierclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(("filed_on__lte", models.F("deadline_on"))), name="freight_carrierclaim_in_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="trackevent",
            constraint=models.UniqueConstraint(fields=("shipment", "key"), name="freight_trackevent_once"),
        ),
        migrations.AddConstraint(
            model_name="trackevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "booked",
                            "handed_over",
                            "left",
                            "customs_in",
                            "customs_out",
                            "arrived_at_hub",
                            "out_for_delivery",
                            "delivered",
                            "delayed",
                            "exception",
                        ],
                    )
                ),
                name="freight_trackevent_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="trackevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["town", "carrier", "desk", "phone"])),
                name="freight_trackevent_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="tracklink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_on__isnull", True)), fields=("shipment",), name="freight_tracklink_once"
            ),
        ),
    ]
