"""Plant faults in the town's round."""

from collections.abc import Mapping

from tests.journey.planting import Plant, plant

# A round with one van that takes one carton of the lot at a place; each fault below breaks one more thing.
ROUND = """INSERT INTO freight_round (code, "on", goods, state, "left", van_grams, van_ml, metres, cost_minor,
  own_minor, bound_minor, asked_minor, is_sound, made_at)
  VALUES ('planted', '2020-01-01', 'planted', 'planned', '[]', 1000, 1000, 0, 0, 0, 0, 0, 1, '2020-01-01')"""
STOP = """INSERT INTO freight_roundstop (round_id, van, trip, place, site_id, firm_id, arrives_s, leaves_s, metres,
  cost_minor, out_cartons, out_grams, out_ml, back_cartons, back_grams, back_ml)
  SELECT $round, 1, 1, 1, MIN(id), NULL, 0, 0, 0, 0, 0, 0, 0, {cartons}, {grams}, 0 FROM registry_site"""
GOODS = """INSERT INTO freight_roundgoods (stop_id, firm_id, lot_id, "case", is_out, cartons, of_cartons)
  SELECT s.id, f.firm_id, f.id, '', 0, {cartons}, {cartons} FROM freight_roundstop s, mill_lot f
  WHERE s.round_id = $round AND f.id = $lot"""

PLANTS: Mapping[str, Plant] = {
    "no carton of a lot or a case is on two rounds, nor twice on one": plant(
        ROUND, STOP.format(cartons=9_999, grams=0), GOODS.format(cartons=9_999)
    ),
    "a stop brings and takes the cartons of its goods": plant(ROUND, STOP.format(cartons=2, grams=0)),
    "no van of a round carries more than it may": plant(ROUND, STOP.format(cartons=0, grams=1_001)),
    "a round costs what its ways and stops cost, and goes as far": plant(
        ROUND, "UPDATE freight_round SET cost_minor = 1 WHERE id = $round"
    ),
    "a round is planned once, as its fact says": plant(ROUND),
}
