"""Plant faults in what lies overseas, on goods of the town that are brought there first, and in their fees."""

from collections.abc import Mapping

from tests.journey.planting import Plant, plant

MOVED = """INSERT INTO depot_stockmove (lot_id, owner_id, from_place, to_place, pairs, "on", cause, site_id)
  SELECT lot_id, owner_id, '{}', '{}', 1, '2026-01-01', 'planted', $overseas FROM depot_stock WHERE id = $stock"""
ENTRY = """INSERT INTO depot_overseasentry (code, key, kind, site_id, owner_id, sku_id, pairs, order_ref, "on", at)
  SELECT 'untold', 'untold', 'sent', $overseas, owner_id, sku_id, 1, '', '2026-01-01', '2026-01-01'
  FROM depot_stock WHERE id = $stock"""
CHARGED_DAY = """INSERT INTO depot_feeday ("on") VALUES ('2026-01-01')"""
RULE = """INSERT INTO depot_feerule (site_id, event, basis, free_days, minimum_minor, currency, valid_from, source)
  VALUES ($overseas, '{}', 'pair', 0, 0, 'CNY', '2025-12-31', 'planted')"""
TIER = """INSERT INTO depot_feetier (rule_id, starts, price_e4)
  SELECT id, 0, 100 FROM depot_feerule WHERE source = 'planted'"""
LINE = """INSERT INTO depot_feeline (code, rule_id, owner_id, "on", cause, amount, exact_e10, amount_minor, rest_e10,
    rate_e6, cny_minor)
  SELECT 'planted', r.id, s.owner_id, '2026-01-01', '', 1, 100000000, {}, 0, 1000000, 1
  FROM depot_feerule r, depot_stock s WHERE r.source = 'planted' AND s.id = $stock"""
POSTED_DAY = """INSERT INTO depot_feeday ("on", posted_on) VALUES ('2026-01-01', '2026-01-02')"""
# An entry of the stock's owner, with one posting on an account of his and one on an account of who runs the depot.
ENTERED = """INSERT INTO settlement_entry (key, kind, "on", firm_id)
  SELECT 'depots:planted', '{}', '2026-01-02', owner_id FROM depot_stock WHERE id = $stock"""
OWNS = """INSERT INTO settlement_account (firm_id, kind, currency)
  SELECT owner_id, '{}', 'CNY' FROM depot_stock WHERE id = $stock"""
RUNS = """INSERT INTO settlement_account (firm_id, kind, currency)
  SELECT firm_id, 'owed_by_owners', 'CNY' FROM registry_site WHERE id = $overseas"""
MOVES = """INSERT INTO settlement_posting (entry_id, account_id, amount_minor, currency)
  SELECT e.id, a.id, {}, 'CNY' FROM settlement_entry e, settlement_account a
  WHERE e.key = 'depots:planted' AND a.kind = '{}'"""
ACCEPTED = """INSERT INTO depot_proposal (code, owner_id, "on", at, expected_minor, bound_minor, state, answered_on)
  SELECT 'planted', owner_id, '2026-01-01', '2026-01-01', 1, 1, 'accepted', '2026-01-01'
  FROM depot_stock WHERE id = $stock"""
PLACED = """INSERT INTO depot_proposalline (proposal_id, site_id, sku_id, service, days, pairs, forecast_pairs)
  SELECT p.id, $overseas, s.sku_id, 'sea_lcl', 40, 1, 1 FROM depot_proposal p, depot_stock s
  WHERE p.code = 'planted' AND s.id = $stock"""


PLANTS: Mapping[str, Plant] = {
    "no overseas depot, and no way there, ever holds less than nothing of a lot": plant(MOVED.format("abroad", "sent")),
    "goods on their way overseas moved as announcements and counts say, in their owner's name": plant(
        MOVED.format("depot", "inbound")
    ),
    "goods in overseas depots moved as their entries say, in their owner's name": plant(MOVED.format("abroad", "sent")),
    "every announcement, count and entry overseas is a fact of its owner": plant(ENTRY),
    "what happened overseas is charged by each rule of its day, exactly and once": plant(
        RULE.format("receive"), TIER, CHARGED_DAY, MOVED.format("inbound", "abroad")
    ),
    "what lies overseas is charged by each rule of each day, by its age, exactly and once": plant(
        RULE.format("store"), TIER, CHARGED_DAY, MOVED.format("inbound", "abroad")
    ),
    "fees are whole minor units, what is left of one goes on to the next line, and yuan are at the day's rate": plant(
        RULE.format("store"), LINE.format(2)
    ),
    "every day's fees are a fact of their owner, in lines and in yuan": plant(RULE.format("store"), LINE.format(1)),
    "a fee overseas is in the books of the goods' owner and of who runs the depot, once": plant(
        RULE.format("store"), LINE.format(1), POSTED_DAY
    ),
    "an owner's fee lines overseas come to what its books say of them": plant(
        ENTERED.format("town_payment"), OWNS.format("depot_fees"), MOVES.format(1, "depot_fees")
    ),
    "a day's fees overseas go into the books with a later day, as soon as one is settled": plant(CHARGED_DAY),
    "a payment to a depot overseas is the named owner's, to the firm that runs it": plant(
        ENTERED.format("depots_payment"), RUNS, MOVES.format(1, "owed_by_owners")
    ),
    "nobody pays a depot overseas more than is owed": plant(
        ENTERED.format("depots_payment"), RUNS, MOVES.format(-1, "owed_by_owners")
    ),
    "what an owner owes depots overseas is what they are owed": plant(
        ENTERED.format("depot_fee"), OWNS.format("owed_to_depots"), MOVES.format(-1, "owed_to_depots")
    ),
    "a proposal that was accepted is announced as it stands, and no other is": plant(ACCEPTED, PLACED),
}
