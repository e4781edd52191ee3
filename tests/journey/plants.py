"""Plant one fault for each law of the audit, with SQL of its own, so that the law can be seen to find it.

Each plant breaks its own law; laws that tell the same in another way may fall with it.
"""

from collections.abc import Mapping

from tests.journey import plants_abroad as abroad
from tests.journey import plants_books as books
from tests.journey import plants_faults as faults
from tests.journey import plants_placing as placing
from tests.journey import plants_planning as planning
from tests.journey import plants_returns as returns
from tests.journey import plants_river as river
from tests.journey import plants_rounds as rounds
from tests.journey import plants_sharing as sharing
from tests.journey import plants_shops as shops
from tests.journey import plants_stowing as stowing
from tests.journey import plants_tracking as tracking
from tests.journey.planting import Plant, plant

# Writes a move of one pair of the lot.
MOVED = """INSERT INTO depot_stockmove (lot_id, owner_id, from_place, to_place, pairs, "on", cause)
  SELECT id, firm_id, 'mill', 'scrap', 1, '2026-01-01', 'planted' FROM mill_lot WHERE id = $lot"""


PAIRS: Mapping[str, Plant] = {
    "a line's pairs go down the river in order": plant(
        "UPDATE market_line SET shipped_pairs = shipped_pairs - 1 WHERE id = $line"
    ),
    "a line that was made accounts for every pair ordered": plant(
        "UPDATE market_line SET short_pairs = short_pairs - 1"
        " WHERE id = (SELECT MIN(id) FROM market_line WHERE short_pairs > 0 AND made_pairs > 0)"
    ),
    "a delivered line was delivered whole": plant(
        "UPDATE market_line SET delivered_pairs = delivered_pairs - 1 WHERE id = $line",
        "UPDATE depot_stockmove SET pairs = pairs - 1 WHERE lot_id = $lot AND to_place = 'buyer'",
    ),
    "a refused line made nothing, and has no work order": plant(
        "UPDATE market_line SET refusal_code = '' WHERE state = 'refused'"
    ),
    "a line past planning has exactly one work order of its pairs": plant(
        "UPDATE mill_workorder SET pairs = pairs + 1 WHERE line_id = $line"
    ),
    "a finished lot's pieces are its pairs and its loss": plant(
        "UPDATE mill_lot SET pairs_good = pairs_good + 1 WHERE id = $lot"
    ),
    "a lot's daily progress adds up to the lot": plant(
        "UPDATE mill_progress SET pieces = pieces + 1"
        " WHERE id = (SELECT MIN(id) FROM mill_progress WHERE lot_id = $lot)"
    ),
    "no machine group works more than its capacity": plant(
        "UPDATE mill_groupday SET used_ms = capacity_ms + 1 WHERE id = (SELECT MIN(id) FROM mill_groupday)"
    ),
    "what left the mill is what the line made": plant(
        MOVED,
        "UPDATE depot_cartonrun SET pairs_last = pairs_last + 1 WHERE lot_id = $lot",
    ),
    "what lies ready or went on has left the mill": plant("DELETE FROM depot_stockmove WHERE lot_id = $lot"),
    "what reached the buyer is what the line delivered, less what came back": plant(
        "UPDATE depot_stockmove SET pairs = pairs - 1 WHERE lot_id = $lot AND to_place = 'buyer'"
    ),
    "stock on the shelf is the sum of its moves": plant(
        "UPDATE depot_stock SET pairs_on_hand = pairs_on_hand + 1 WHERE lot_id = $lot"
    ),
    "no more is reserved than lies there, and holds add up": plant(
        "UPDATE depot_stock SET pairs_reserved = 1"
        " WHERE id = (SELECT MIN(id) FROM depot_stock WHERE pairs_on_hand > 0 AND pairs_reserved = 0)"
    ),
    "cartons hold what was received": plant(
        "UPDATE depot_cartonrun SET pairs_last = pairs_last - 1 WHERE lot_id = $lot"
    ),
    "no carton number is given twice": plant(
        "UPDATE depot_cartonrun SET serial_first = serial_first + 1"
        " WHERE id = (SELECT MIN(id) FROM depot_cartonrun WHERE count > 1)"
    ),
    "a line's returns are its cases": plant(
        "UPDATE market_line SET returned_pairs = returned_pairs + 1 WHERE id = $line"
    ),
}

FREIGHT: Mapping[str, Plant] = {
    "own best is no dearer than naive": plant(
        "UPDATE freight_baseline SET own_best_bound_minor = own_best_minor + 1 WHERE id = $baseline"
    ),
    "a frozen load has a baseline of every firm's shipments, and of no other": plant(
        "UPDATE freight_baseline SET pairs = pairs + 1 WHERE id = $baseline"
    ),
    "a baseline says what its fact from before the pool was solved said": plant(
        "UPDATE freight_baseline SET own_best_waiting_minor = own_best_waiting_minor + 1 WHERE id = $baseline"
    ),
    # A fact that changes its place changes the root, whatever else it breaks.
    "every baseline is a fact from before the pool was solved": plant(
        "CREATE TEMP TABLE places AS SELECT id, seq FROM provenance_fact"
        " WHERE id IN (SELECT MIN(id) FROM provenance_fact WHERE subject = $code AND firm IS NULL"
        " AND kind = 'freight.baseline_frozen')"
        " OR id IN (SELECT MAX(id) FROM provenance_fact WHERE subject = $code AND kind = 'freight.firm_charged')",
        "UPDATE provenance_fact SET seq = NULL WHERE id IN (SELECT id FROM places)",
        "UPDATE provenance_fact SET seq = (SELECT seq FROM places WHERE places.id <> provenance_fact.id)"
        " WHERE id IN (SELECT id FROM places)",
        "DROP TABLE places",
    ),
    "a load adds up its baselines": plant("UPDATE freight_load SET naive_minor = naive_minor + 1 WHERE id = $load"),
    # Its own best lies between what it pays and its baseline, so a lower one differs from the baseline's.
    "nobody is charged above its own best, waiting included": plant(
        "UPDATE freight_charge SET own_best_minor = charge_minor + waiting_minor - 1 WHERE id = $charge"
    ),
    "a charge has its frozen baseline, with the same own best": plant(
        "UPDATE freight_charge SET own_best_minor = own_best_minor + 1 WHERE id = $charge"
    ),
    "a baseline is charged once its load has left, and not before": plant(
        """UPDATE freight_load SET bound_minor = 0,
          pooled_minor = pooled_minor - (SELECT charge_minor FROM freight_charge WHERE id = $charge),
          waiting_minor = waiting_minor - (SELECT waiting_minor FROM freight_charge WHERE id = $charge)
          WHERE id = $load""",
        "DELETE FROM freight_charge WHERE id = (SELECT MIN(c.id) FROM freight_charge c"
        " JOIN freight_load l ON l.id = c.load_id WHERE l.bound_minor = 0)",
    ),
    "a charge says what its fact said": plant(
        "UPDATE freight_load SET shortfall_minor = shortfall_minor + 1 WHERE id = $load",
        "UPDATE freight_charge SET charge_minor = charge_minor - 1 WHERE id = $charge",
    ),
    "charges and shortfall make up the pooled cost": plant(
        "UPDATE freight_load SET pooled_minor = pooled_minor + 1 WHERE id = $load"
    ),
    # What firms pay together is what the load costs: it is dearer than its own bests only where these are told lower.
    "a load costs no more than all own bests together, unless the town bears it": plant(
        "UPDATE freight_load SET own_best_minor = pooled_minor + waiting_minor - 1 WHERE id = $load"
    ),
    "no load costs less than is proven possible": plant(
        "UPDATE freight_load SET bound_minor = pooled_minor + waiting_minor + 1 WHERE id = $load"
    ),
    "every firm of a load is offered a price before it leaves, as its fact said, within its own best": plant(
        "DELETE FROM freight_offer WHERE id = $offer"
    ),
    "what a firm answered to an offer is what its last fact says, from before the load left": plant(
        "UPDATE freight_offer SET answer = 'accepted' WHERE id = $offer"
    ),
    "a load that nobody declined left as it was offered": plant(
        "UPDATE freight_offer SET charge_minor = charge_minor - 1 WHERE id = $offer"
    ),
    "who declined or was not asked was carried as at its own best, and pays exactly that": plant(
        "UPDATE freight_offer SET answer = 'declined' WHERE load_id = $load"
    ),
    "the town bears nothing of a load that nobody declined and no desk moved": plant(
        "UPDATE freight_load SET shortfall_minor = 1 WHERE id = $load"
    ),
    "who is sent alone because together is no cheaper is told so, and nobody else": plant(
        "UPDATE freight_offer SET answer = 'alone' WHERE id = $offer"
    ),
    "who was drawn to go alone had consented, and was told before the load left": plant(
        "UPDATE freight_offer SET answer = 'drawn' WHERE id = $offer"
    ),
    "every draw belongs to an offer": plant(
        "INSERT INTO freight_proofdraw (load_id, firm_id) SELECT $load, MIN(id) FROM registry_firm"
        " WHERE kind = 'carrier'"
    ),
    "a firm that a carrier's bill names had goods in its load": plant(
        """INSERT INTO freight_carrierbill (carrier_id, invoice, line, reference, load_id, firm_id, service,
          amount_minor, billed_on) SELECT MIN(id), 'planted', 1, '', $load, MIN(id), 'ltl', 1, '2026-01-01'
          FROM registry_firm WHERE kind = 'carrier'"""
    ),
    "late pairs are those that were planned to arrive after their due date": plant(
        "UPDATE freight_charge SET late_pairs = late_pairs + 1 WHERE id = $charge"
    ),
    "a solved load has its facts": plant(
        """INSERT INTO freight_load (code, "on", state, shipments, pairs, grams, ml, naive_minor, own_best_minor,
          pooled_minor, handling_minor, waiting_minor, is_pooled, bound_minor, shortfall_minor, is_sound, answers,
          destination_id)
          SELECT 'planted', '2020-01-01', 'frozen', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, MIN(id)
          FROM registry_destination"""
    ),
    "a load carries what its shipments add up to": plant("UPDATE freight_load SET grams = grams + 1 WHERE id = $load"),
    "a shipment carries what its lines add up to": plant(
        "UPDATE freight_shipmentline SET pairs = pairs + 1 WHERE id = (SELECT MIN(id) FROM freight_shipmentline)"
    ),
    "a shipment leaves with its load, by a tariff that was valid that day for the way there": plant(
        "UPDATE freight_shipment SET tariff_id = NULL WHERE id = $shipment"
    ),
    "a line is as far as its shipment": plant("UPDATE freight_shipment SET state = 'on_road' WHERE id = $shipment"),
}

MONEY: Mapping[str, Plant] = {
    "each entry is zero per currency": plant(
        "UPDATE settlement_posting SET amount_minor = amount_minor + 1 WHERE id = $debit",
        "UPDATE settlement_posting SET amount_minor = amount_minor - 1 WHERE id = $later_debit",
    ),
    "the trial balance is zero per currency": plant(
        "UPDATE settlement_posting SET amount_minor = amount_minor + 1 WHERE id = $debit"
    ),
    "an entry has postings": plant(
        """INSERT INTO settlement_entry (key, kind, "on") VALUES ('planted', 'town_payment', '2026-01-01')"""
    ),
    "no invoice is paid beyond its amount": plant(
        "UPDATE settlement_invoice SET paid_minor = amount_minor + 1"
        " WHERE id = (SELECT MIN(id) FROM settlement_invoice)"
    ),
    "no line is refunded beyond what it was sold for": plant(
        """UPDATE returns_case SET refund_minor = refund_minor + (SELECT unit_price_e4 * pairs / 100 FROM market_line
          WHERE id = returns_case.line_id) WHERE id = (SELECT MIN(id) FROM returns_case)"""
    ),
    # A firm sends itself one.
    "a statement was sent to a firm that its seller had billed, and is a fact of the seller": plant(
        """INSERT INTO settlement_statementsent (seller_id, buyer_id, "on", owed_minor, sent_at, step)
          SELECT seller_id, seller_id, "on", amount_minor, "on", 1 FROM settlement_invoice WHERE id = $invoice"""
    ),
}

FACTS: Mapping[str, Plant] = {
    "every fact has its place": plant(
        """INSERT INTO provenance_fact (kind, subject, request_id, at, recorded_at, payload, leaf)
          SELECT 'test.planted', 'planted', '', at, recorded_at, payload, leaf FROM provenance_fact WHERE seq = 0"""
    ),
    "each fact is what was hashed": plant(
        """UPDATE provenance_fact SET payload = '{"lines":1,"pairs":1}'
          WHERE id = (SELECT MIN(id) FROM provenance_fact WHERE kind = 'market.order_placed')"""
    ),
    "the sealed root covers every fact": plant(
        "UPDATE provenance_treehead SET root = zeroblob(32) WHERE size = (SELECT MAX(size) FROM provenance_treehead)"
    ),
}

PLANTS: Mapping[str, Plant] = {
    **PAIRS,
    **FREIGHT,
    **MONEY,
    **FACTS,
    **river.PLANTS,
    **books.PLANTS,
    **placing.PLANTS,
    **faults.PLANTS,
    **returns.PLANTS,
    **planning.PLANTS,
    **rounds.PLANTS,
    **sharing.PLANTS,
    **shops.PLANTS,
    **abroad.PLANTS,
    **stowing.PLANTS,
    **tracking.PLANTS,
}
