"""Plant faults in what is told of goods on the road, in hand-overs, exceptions and claims."""

from collections.abc import Mapping

from tests.journey.planting import Plant, plant

UNHEARD_OF = """INSERT INTO freight_roadexception (code, shipment_id, kind, found_by, found_on, picture, outcome)
  VALUES ('planted', $arrived, 'missing', 'rule', '2026-01-01', '', '')"""
CLAIM = """INSERT INTO freight_carrierclaim
  (code, exception_id, carrier_id, amount_minor, deadline_on, filed_on, pictures)
  SELECT 'planted', x.id, t.carrier_id, 1, '2026-01-01', '2026-01-02', '[]' FROM freight_roadexception x
  JOIN freight_shipment s ON s.id = x.shipment_id JOIN registry_tariff t ON t.id = s.tariff_id
  WHERE x.code = 'planted'"""

PLANTS: Mapping[str, Plant] = {
    "what the town's own steps tell of a shipment is so": plant(
        "UPDATE freight_shipment SET state = 'on_road' WHERE id = $arrived"
    ),
    "every event that somebody told is a fact of the goods' firm": plant(
        "INSERT INTO freight_trackevent (shipment_id, key, kind, source, place, carrier_code, at, told_at)"
        " VALUES ($arrived, 'planted', 'exception', 'carrier', '', '', '2026-01-01', '2026-01-01')"
    ),
    "a hand-over has its fact and, where counts differ, a picture; without a salt it has no names": plant(
        "INSERT INTO freight_handover (key, leg, shipment_id, asked, found, given_by, taken_by, salt, picture,"
        " person_id, at, told_at) VALUES ('planted', 'firm_round', $arrived, 2, 1, 'A', 'B', 'salt', '',"
        " (SELECT MIN(id) FROM registry_person), '2026-01-01', '2026-01-01')"
    ),
    "an exception was found, and is closed, as its facts say": plant(UNHEARD_OF),
    "what has arrived is neither late nor unheard of any more": plant(UNHEARD_OF),
    "a claim is in time, within the goods' value, and every step of it is a fact": plant(UNHEARD_OF, CLAIM),
}
