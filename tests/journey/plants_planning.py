"""Plant faults in what desks locked, in what firms were told last, and in the legs of loads."""

from collections.abc import Mapping

from tests.journey.planting import Plant, plant

LOCK = """INSERT INTO freight_lock (shipment_id, tariff_id, at)
  SELECT s.id, (SELECT MIN(t.id) FROM registry_tariff t WHERE t.id <> s.tariff_id), '2026-01-01'
  FROM freight_shipment s WHERE s.id = $shipment"""

PLANTS: Mapping[str, Plant] = {
    "every lock and every release is a fact of the goods' firm": plant(LOCK),
    "the last lock of a shipment says what its last fact said, from before its load left": plant(LOCK),
    "what was locked left as it was locked, unless its firm went alone": plant(LOCK),
    "an offer says what its firm was told last": plant(
        "UPDATE freight_offer SET late_pairs = late_pairs + 1 WHERE id = $offer"
    ),
    "the legs of a load add up to what was paid for it": plant(
        "UPDATE freight_leg SET paid_minor = paid_minor + 1 WHERE id = $leg"
    ),
    "a leg carries the shipments that left by its service, when they left": plant(
        "UPDATE freight_leg SET leaves_on = '2000-01-01' WHERE id = $leg"
    ),
}
