"""Plant faults in how cartons are stowed."""

from collections.abc import Mapping

from tests.journey.planting import Plant, plant

# A plan of the shipment's cartons in one vehicle that holds one carton and says that these are two.
PLAN = """INSERT INTO freight_stowage (code, load_id, tariff_id, goods, state, trouble, problem, proof, cartons,
  charged, made_at) SELECT 'planted', load_id, tariff_id, 'planted', 'kept', '[]',
  '{"length_mm": 1000, "width_mm": 1000, "height_mm": 1000}', '{}', 2, 1, '2026-01-01'
  FROM freight_shipment WHERE id = $shipment"""
VEHICLE = """INSERT INTO freight_stowedvehicle (stowage_id, number, cartons, placements)
  VALUES ($plan, 1, 2, '[[0, 0, 0, 9, 9, 9, 0]]')"""
GOODS = """INSERT INTO freight_stowedgoods (vehicle_id, shipment_id, cartons)
  SELECT v.id, s.id, s.cartons + 1 FROM freight_stowedvehicle v JOIN freight_shipment s ON s.id = $shipment
  WHERE v.stowage_id = $plan"""

PLANTS: Mapping[str, Plant] = {
    "a plan stows every carton of its shipments once, and no others": plant(PLAN, VEHICLE, GOODS),
    "a kept plan has all cartons in its vehicles, and no other plan has any": plant(PLAN),
    "a vehicle holds as many cartons as it has places and goods": plant(PLAN, VEHICLE),
    "no two cartons of a vehicle are in one place, and none is outside": plant(
        PLAN,
        VEHICLE,
        "UPDATE freight_stowedvehicle SET placements = '[[0, 0, 0, 9, 9, 9, 0], [8, 8, 8, 9, 9, 9, 0]]'"
        " WHERE stowage_id = $plan",
    ),
    "a carton is ticked at a step that there is": plant(
        PLAN,
        VEHICLE,
        """INSERT INTO freight_loadingtick (vehicle_id, step, is_loaded, person_id, at)
          SELECT v.id, 3, 1, p.id, '2026-01-01' FROM freight_stowedvehicle v, registry_person p
          WHERE v.stowage_id = $plan""",
    ),
}
