"""Plant faults in what shops hold, sell and swap, in scans, and in parcels that nobody announced."""

from collections.abc import Mapping

from tests.journey.planting import Plant, plant

# One pair of the lot leaves a shop that never had it.
SOLD = """INSERT INTO depot_stockmove (lot_id, owner_id, from_place, to_place, pairs, "on", cause, site_id)
  SELECT lot_id, owner_id, 'shop', 'sold', 1, '2026-01-01', 'planted', (SELECT MIN(id) FROM registry_site)
  FROM depot_stock WHERE id = $stock"""
ENTRY = """INSERT INTO depot_shopentry (code, key, kind, shop_id, owner_id, sku_id, pairs, "on", at, undoes_id)
  SELECT '{code}', '{code}', '{kind}', (SELECT MIN(id) FROM registry_site), owner_id, sku_id, {pairs},
    '2026-01-01', '2026-01-01', {undoes} FROM depot_stock WHERE id = $stock"""


def entry(code: str, kind: str, pairs: int, undoes: str = "NULL") -> str:
    return ENTRY.format(code=code, kind=kind, pairs=pairs, undoes=undoes)


PLANTS: Mapping[str, Plant] = {
    "no shop ever holds less than nothing of a lot": plant(SOLD),
    "goods at a shop moved as its entries and its swaps say, in their owner's name": plant(SOLD),
    "every entry and every answer at a shop is a fact of its owner": plant(entry("untold", "sold", 1)),
    "a sale is undone once, whole, at its shop, and a swap the other way round": plant(
        entry("sale", "sold", 2), entry("undo", "undone", 1, "(SELECT id FROM depot_shopentry WHERE code = 'sale')")
    ),
    "a scan is undone once, by one of the same code, and its goods are its owner's": plant(
        "INSERT INTO depot_scan (key, act, code, at, received_at, person_id, firm_id, owner_id, lot_id)"
        " SELECT 'planted', 'seen', 'x', '2026-01-01', '2026-01-01', 1, owner_id, owner_id + 1, lot_id"
        " FROM depot_stock WHERE id = $stock"
    ),
    "a parcel that found its line is one case of it, of no more pairs and of an unproven cause": plant(
        "UPDATE returns_case SET reason = 'unproven' WHERE id = $case"
    ),
    "every parcel is a fact when it was booked, and when it was matched": plant(
        "INSERT INTO returns_parcel (code, came_on, carrier_ref, cartons, grams, note_code, pairs_counted, state,"
        " picture, phone_digits, phone_salt, phone_digest)"
        " VALUES ('untold', '2026-01-01', 'untold', 1, 1, '', 1, 'unmatched', '', 0, '', '')"
    ),
}
