from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def left_with_their_loads(apps: Any, _schema_editor: Any) -> None:
    """Until there were timetables, goods left on the day of their load."""
    shipments = apps.get_model("freight", "Shipment").objects.filter(tariff__isnull=False)
    on = apps.get_model("freight", "Load").objects.filter(id=models.OuterRef("load_id")).values("on")[:1]
    shipments.update(leaves_on=models.Subquery(on))


class Migration(migrations.Migration):
    dependencies = [
        ("freight", "0004_offers"),
        ("market", "0002_prices_carts_claims"),
        ("registry", "0004_zones_fuel_lanes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                ("key", models.CharField(max_length=80, unique=True)),
                ("protocol", models.CharField(max_length=20)),
                ("account", models.CharField(max_length=60)),
                ("peer", models.CharField(max_length=16)),
                ("service", models.CharField(max_length=12)),
                ("departs_on", models.DateField()),
                ("arrives_on", models.DateField(null=True)),
                ("cartons", models.PositiveIntegerField()),
                ("grams", models.PositiveBigIntegerField()),
                ("ml", models.PositiveBigIntegerField()),
                ("vehicles", models.PositiveIntegerField()),
                ("goods", models.CharField(max_length=60)),
                ("sender", models.JSONField()),
                ("receiver", models.JSONField()),
                ("state", models.CharField(default="asked", max_length=10)),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("asked_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BookingEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("note", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CarrierBill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("invoice", models.CharField(max_length=40)),
                ("line", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=40)),
                ("service", models.CharField(max_length=12)),
                ("amount_minor", models.BigIntegerField()),
                ("billed_on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="CarrierProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("protocol", models.CharField(max_length=20)),
                ("account", models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="PackedCartons",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.PositiveIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("pairs", models.PositiveIntegerField()),
                ("net_grams", models.PositiveIntegerField()),
                ("ml", models.PositiveIntegerField()),
                ("sscc_first", models.CharField(max_length=18)),
            ],
        ),
        migrations.CreateModel(
            name="Pallet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("sscc", models.CharField(max_length=18, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="PalletSerial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("prefix", models.CharField(max_length=9, unique=True)),
                ("next_serial", models.PositiveBigIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="PaperSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                ("issued_on", models.DateField()),
                ("carton_grams", models.PositiveIntegerField()),
                ("pallet_grams", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="PastBill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("zone", models.CharField(max_length=20)),
                ("pairs", models.PositiveIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="ProofConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("joins", models.BooleanField()),
                ("on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="ProofDraw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="offer",
            name="freight_offer_answer",
        ),
        migrations.AddField(
            model_name="shipment",
            name="leaves_on",
            field=models.DateField(null=True),
        ),
        migrations.RunPython(left_with_their_loads, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["silent", "accepted", "declined", "drawn"])),
                name="freight_offer_answer",
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="carrier",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.firm"),
        ),
        migrations.AddField(
            model_name="booking",
            name="destination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.destination"
            ),
        ),
        migrations.AddField(
            model_name="bookingevent",
            name="booking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="freight.booking"
            ),
        ),
        migrations.AddField(
            model_name="carrierbill",
            name="carrier",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.firm"),
        ),
        migrations.AddField(
            model_name="carrierbill",
            name="firm",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.firm"
            ),
        ),
        migrations.AddField(
            model_name="carrierbill",
            name="load",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="freight.load"
            ),
        ),
        migrations.AddField(
            model_name="carrierprofile",
            name="carrier",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.firm"
            ),
        ),
        migrations.AddField(
            model_name="packedcartons",
            name="line",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="market.line"),
        ),
        migrations.AddField(
            model_name="packedcartons",
            name="pallet",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="freight.pallet"
            ),
        ),
        migrations.AddField(
            model_name="paperset",
            name="buyer",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.firm"
            ),
        ),
        migrations.AddField(
            model_name="paperset",
            name="firm",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.firm"
            ),
        ),
        migrations.AddField(
            model_name="paperset",
            name="shipment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="freight.shipment"
            ),
        ),
        migrations.AddField(
            model_name="pallet",
            name="papers",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="freight.paperset"
            ),
        ),
        migrations.AddField(
            model_name="packedcartons",
            name="papers",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="freight.paperset"
            ),
        ),
        migrations.AddField(
            model_name="pastbill",
            name="firm",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.firm"),
        ),
        migrations.AddField(
            model_name="proofconsent",
            name="firm",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.firm"),
        ),
        migrations.AddField(
            model_name="proofdraw",
            name="firm",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.firm"),
        ),
        migrations.AddField(
            model_name="proofdraw",
            name="load",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="freight.load"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("state", "asked")), fields=["asked_at"], name="freight_booking_open_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "confirmed", "refused", "cancelled"])),
                name="freight_booking_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("cartons__gt", 0), ("grams__gt", 0), ("ml__gt", 0), ("vehicles__gt", 0)),
                name="freight_booking_amounts",
            ),
        ),
        migrations.AddIndex(
            model_name="carrierbill",
            index=models.Index(fields=["load", "firm"], name="freight_carrierbill_idx"),
        ),
        migrations.AddConstraint(
            model_name="carrierbill",
            constraint=models.UniqueConstraint(fields=("carrier", "invoice", "line"), name="freight_carrierbill_once"),
        ),
        migrations.AddConstraint(
            model_name="carrierbill",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gte", 0)), name="freight_carrierbill_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="carrierprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(("protocol__in", ["sf_express", "deppon", "rail_edifact", "dcsa", "manual"])),
                name="freight_carrier_protocol",
            ),
        ),
        migrations.AddIndex(
            model_name="paperset",
            index=models.Index(fields=["firm", "-issued_on"], name="freight_papers_firm_idx"),
        ),
        migrations.AddIndex(
            model_name="paperset",
            index=models.Index(fields=["buyer", "-issued_on"], name="freight_papers_buyer_idx"),
        ),
        migrations.AddIndex(
            model_name="paperset",
            index=models.Index(fields=["-issued_on"], name="freight_papers_on_idx"),
        ),
        migrations.AddConstraint(
            model_name="pallet",
            constraint=models.UniqueConstraint(fields=("papers", "number"), name="freight_pallet_once"),
        ),
        migrations.AddConstraint(
            model_name="packedcartons",
            constraint=models.UniqueConstraint(fields=("papers", "first"), name="freight_packed_once"),
        ),
        migrations.AddConstraint(
            model_name="packedcartons",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__gt", 0), ("count__gt", 0), ("pairs__gt", 0)),
                name="freight_packed_something",
            ),
        ),
        migrations.AddIndex(
            model_name="pastbill",
            index=models.Index(fields=["firm", "month"], name="freight_pastbill_idx"),
        ),
        migrations.AddConstraint(
            model_name="pastbill",
            constraint=models.CheckConstraint(
                condition=models.Q(("pairs__gt", 0), ("amount_minor__gte", 0)), name="freight_pastbill_positive"
            ),
        ),
        migrations.AddIndex(
            model_name="proofconsent",
            index=models.Index(fields=["firm", "id"], name="freight_consent_firm_idx"),
        ),
        migrations.AddConstraint(
            model_name="proofdraw",
            constraint=models.UniqueConstraint(fields=("load", "firm"), name="freight_draw_once"),
        ),
    ]
