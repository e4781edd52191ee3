"""Keep goods: custody apart from ownership, every move a row that stays.

In come lots that passed (lab) and goods that buyers send back (returns). Out go cartons under SSCC, stock, and goods
held for their lines. Doors: the step `receive`; `ready_goods`, `ship` and `arrive` for freight; `take_back`,
`put_away` and `exchange` for returns; `reserve`, `release`, `stock`, `moves_of_lines`, `carton`, `cartons`,
`cartons_of_lines` and `note_cartons` for pages; `export_stock` and `export_moves` for the data centre.

Partner shops sell on consignment: `consign`, `sell`, `undo_sale`, `shop_stock`, `sales`; they swap slow sizes:
`ask_exchange`, `answer_exchange`, `undo_exchange`, `exchanges`, `suggested_exchanges`. Whoever handles goods scans
them: `record_scans`, `scans`, `known_code`.

Depots overseas (`door.abroad`) keep goods that stay their owner's: `announce`, `receive_inbound`, `work_overseas`,
`inbound`, `overseas_stock`, `overseas_work`. What they charge (`door.fees`) is dated rules, and lines that each open to
their rows; the step `charge_fees` also tells owners what was done with their goods; `take_fees` hands a day's fees to
the books. What to place where (`door.placing`) is proposed from a forecast: `propose`, `answer_proposal`.

What faults or recalls stop is held back: `hold_lots`, `lift_holds`, `holds`; it is not reserved, shipped, exchanged or
sold. `lots_there` and `lots_sent` say of which lots goods are that look all the same.
"""
