"""Audit goods: they lie where moves say, in their owner's name, and travel when and where their line says."""

from dukou.journey.audit.law import Law

DEPOT = (
    Law(
        "no place ever holds less than nothing of a lot",
        """
        SELECT lot_id, id, "on" FROM (
          SELECT lot_id, id, "on",
            SUM(CASE 'depot' WHEN to_place THEN pairs WHEN from_place THEN -pairs ELSE 0 END) OVER lot AS depot,
            SUM(CASE 'road' WHEN to_place THEN pairs WHEN from_place THEN -pairs ELSE 0 END) OVER lot AS road,
            SUM(CASE 'buyer' WHEN to_place THEN pairs WHEN from_place THEN -pairs ELSE 0 END) OVER lot AS buyer,
            SUM(CASE 'returned' WHEN to_place THEN pairs WHEN from_place THEN -pairs ELSE 0 END) OVER lot AS returned,
            SUM(CASE 'exchanged' WHEN to_place THEN pairs WHEN from_place THEN -pairs ELSE 0 END) OVER lot AS exchanged,
            SUM(CASE 'seconds' WHEN to_place THEN pairs WHEN from_place THEN -pairs ELSE 0 END) OVER lot AS seconds,
            SUM(CASE 'scrap' WHEN to_place THEN pairs WHEN from_place THEN -pairs ELSE 0 END) OVER lot AS scrap,
            SUM(CASE 'sold' WHEN to_place THEN pairs WHEN from_place THEN -pairs ELSE 0 END) OVER lot AS sold,
            SUM(CASE 'set_aside' WHEN to_place THEN pairs WHEN from_place THEN -pairs ELSE 0 END) OVER lot AS aside
          FROM depot_stockmove
          WINDOW lot AS (PARTITION BY lot_id ORDER BY "on", id ROWS UNBOUNDED PRECEDING)) AS held
        WHERE depot < 0 OR road < 0 OR buyer < 0 OR returned < 0 OR exchanged < 0 OR seconds < 0 OR scrap < 0
           OR sold < 0 OR aside < 0
        """,
    ),
    Law(
        "goods move in their owner's name",
        """
        SELECT m.lot_id, m.id, m.owner_id, l.seller_id FROM depot_stockmove m JOIN mill_lot t ON t.id = m.lot_id
        JOIN market_line l ON l.id = t.line_id WHERE m.owner_id <> l.seller_id
        UNION ALL SELECT s.lot_id, s.id, s.owner_id, l.seller_id FROM depot_stock s JOIN mill_lot t ON t.id = s.lot_id
        JOIN market_line l ON l.id = t.line_id WHERE s.owner_id <> l.seller_id OR s.sku_id <> l.sku_id
        """,
    ),
    Law(
        "goods come in when they pass, leave with their load, and reach the buyer when the line says",
        """
        SELECT m.lot_id, m.to_place, m."on" FROM depot_stockmove m JOIN mill_lot t ON t.id = m.lot_id
        JOIN market_line l ON l.id = t.line_id LEFT JOIN freight_shipmentline i ON i.line_id = l.id
        LEFT JOIN freight_shipment s ON s.id = i.shipment_id LEFT JOIN freight_load f ON f.id = s.load_id
        WHERE CASE m.to_place WHEN 'road' THEN f.id IS NULL OR m."on" <> f."on" OR m.pairs <> i.pairs
          WHEN 'buyer' THEN l.delivered_on IS NULL OR m."on" <> l.delivered_on
          ELSE m.from_place = 'mill' AND (t.passed_on IS NULL OR m."on" <> t.passed_on) END
        """,
    ),
    Law(
        "a line's goods are held for it whole until they leave",
        """
        SELECT l.id, l.state, r.state, r.pairs FROM market_line l
        LEFT JOIN depot_reservation r ON r.line_id = l.id
        LEFT JOIN depot_stock s ON s.id = r.stock_id LEFT JOIN mill_lot t ON t.id = s.lot_id
        WHERE (l.state IN ('ready', 'shipped', 'delivered')) <> (r.id IS NOT NULL)
           OR t.line_id <> l.id OR r.pairs <> l.made_pairs
           OR r.state <> CASE l.state WHEN 'ready' THEN 'held' ELSE 'used' END
        """,
    ),
)

ROAD = (
    Law(
        "a shipment is of one order, from its seller to its buyer, with its load to where the order goes",
        """
        SELECT s.code, o.code, l.code FROM freight_shipment s JOIN market_order o ON o.id = s.order_id
        JOIN freight_load l ON l.id = s.load_id
        WHERE s.firm_id <> o.seller_id OR s.buyer_id <> o.buyer_id OR l.destination_id <> o.destination_id
        """,
    ),
    Law(
        "a shipment carries lines of its order, whole, out of their own lots",
        """
        SELECT s.code, i.line_id, i.lot_id FROM freight_shipmentline i JOIN freight_shipment s ON s.id = i.shipment_id
        JOIN market_line l ON l.id = i.line_id JOIN mill_lot t ON t.id = i.lot_id
        WHERE l.order_id <> s.order_id OR t.line_id <> l.id OR i.pairs <> l.made_pairs
        """,
    ),
    Law(
        "a shipment weighs, measures and is worth what its lines do, and is due with the most urgent",
        """
        SELECT s.code, s.value_minor, told.value_minor, s.due_on, told.due_on FROM freight_shipment s LEFT JOIN (
          SELECT i.shipment_id, SUM(AMOUNT(l.unit_price_e4, i.pairs)) AS value_minor, MIN(l.due_on) AS due_on,
                 SUM(CAST(y.grams_per_pair AS BIGINT) * i.pairs) AS grams,
                 SUM(CAST(y.ml_per_pair AS BIGINT) * i.pairs) AS ml
          FROM freight_shipmentline i JOIN market_line l ON l.id = i.line_id
          JOIN market_sku k ON k.id = l.sku_id JOIN market_style y ON y.id = k.style_id
          GROUP BY i.shipment_id) AS told ON told.shipment_id = s.id
        WHERE told.shipment_id IS NULL OR s.value_minor <> told.value_minor OR s.due_on <> told.due_on
           OR s.grams <> told.grams OR s.ml <> told.ml
        """,
    ),
    Law(
        "a shipment has its lots' cartons",
        """
        SELECT s.code, s.cartons, SUM(c.count) FROM freight_shipment s
        LEFT JOIN freight_shipmentline i ON i.shipment_id = s.id LEFT JOIN depot_cartonrun c ON c.lot_id = i.lot_id
        GROUP BY s.id, s.code, s.cartons HAVING s.cartons <> COALESCE(SUM(c.count), 0)
        """,
    ),
    Law(
        "a shipment arrives as many days after it left as its tariff says, or when its last delay says",
        """
        SELECT s.code, s.leaves_on, s.arrives_on, t.transit_days, d.until FROM freight_shipment s
        JOIN freight_load l ON l.id = s.load_id JOIN registry_tariff t ON t.id = s.tariff_id
        LEFT JOIN freight_delay d ON d.id = (SELECT MAX(id) FROM freight_delay WHERE shipment_id = s.id)
        WHERE s.arrives_on IS NULL OR DAY(s.arrives_on) <> COALESCE(DAY(d.until), DAY(s.leaves_on) + t.transit_days)
           OR DAY(d.until) < DAY(s.leaves_on) + t.transit_days
        """,
    ),
    Law(
        "every delay is a fact of its shipment's firm, day and reason, from while it was on the road",
        """
        SELECT s.code, d.until, d.reason FROM freight_delay d JOIN freight_shipment s ON s.id = d.shipment_id
        JOIN freight_load l ON l.id = s.load_id
        WHERE d.reported_on < l."on" OR NOT EXISTS (SELECT 1 FROM provenance_fact f
          LEFT JOIN provenance_fact came ON came.subject = s.code AND came.kind = 'freight.shipment_delivered'
          WHERE f.subject = s.code AND f.kind = 'freight.shipment_delayed' AND f.firm = s.firm_id
            AND f.town_on = d.reported_on AND (came.id IS NULL OR f.id < came.id)
            AND f.payload = '{"reason":"' || d.reason || '","until":"' || d.until || '"}')
        """,
    ),
    Law(
        "a line is delivered when its shipment has arrived, as the fact of it says",
        """
        SELECT s.code, i.line_id, l.delivered_on, s.arrives_on FROM freight_shipment s
        JOIN freight_shipmentline i ON i.shipment_id = s.id JOIN market_line l ON l.id = i.line_id
        LEFT JOIN provenance_fact f ON f.subject = s.code AND f.kind = 'freight.shipment_delivered'
        WHERE (s.state = 'delivered') <> (f.id IS NOT NULL)
           OR (s.state = 'delivered' AND (l.delivered_on IS NULL OR l.delivered_on <> f.town_on
               OR l.delivered_on < s.arrives_on OR f.firm <> s.firm_id))
        """,
    ),
)

SHOPS = (
    Law(
        "no shop ever holds less than nothing of a lot",
        """
        SELECT site_id, lot_id, id FROM (
          SELECT site_id, lot_id, id, SUM(CASE 'shop' WHEN to_place THEN pairs ELSE -pairs END)
            OVER (PARTITION BY site_id, lot_id ORDER BY "on", id ROWS UNBOUNDED PRECEDING) AS there
          FROM depot_stockmove WHERE from_place = 'shop' OR to_place = 'shop') AS held
        WHERE there < 0
        """,
    ),
    Law(
        "goods at a shop moved as its entries and its swaps say, in their owner's name",
        """
        SELECT code, shop_id, owner_id, sku_id, from_place, to_place, SUM(pairs) FROM (
          SELECT m.cause AS code, m.site_id AS shop_id, m.owner_id, l.sku_id, m.from_place, m.to_place, m.pairs
          FROM depot_stockmove m JOIN mill_lot t ON t.id = m.lot_id JOIN market_line l ON l.id = t.line_id
          WHERE (m.from_place IN ('shop', 'sold') OR m.to_place IN ('shop', 'sold'))
            AND 'set_aside' NOT IN (m.from_place, m.to_place)
          UNION ALL SELECT code, shop_id, owner_id, sku_id,
            CASE kind WHEN 'consigned' THEN 'depot' WHEN 'sold' THEN 'shop' ELSE 'sold' END,
            CASE kind WHEN 'sold' THEN 'sold' ELSE 'shop' END, -pairs FROM depot_shopentry
          UNION ALL SELECT code, shop_id, owner_id, sku_out_id, 'shop', 'depot', -pairs
            FROM depot_exchange WHERE state = 'sent'
          UNION ALL SELECT code, shop_id, owner_id, sku_in_id, 'depot', 'shop', -pairs
            FROM depot_exchange WHERE state = 'sent') AS told
        GROUP BY code, shop_id, owner_id, sku_id, from_place, to_place HAVING SUM(pairs) <> 0
        """,
    ),
    Law(
        "every entry and every answer at a shop is a fact of its owner",
        """
        SELECT e.code, e.kind FROM depot_shopentry e WHERE NOT EXISTS
          (SELECT 1 FROM provenance_fact f WHERE f.subject = e.code AND f.firm = e.owner_id AND f.town_on = e."on"
            AND f.kind = CASE e.kind WHEN 'consigned' THEN 'depot.goods_consigned' WHEN 'sold' THEN 'depot.goods_sold'
              ELSE 'depot.sale_undone' END
            AND f.payload = '{"pairs":' || e.pairs || ',"shop":' || e.shop_id || ',"sku":' || e.sku_id || '}')
        UNION ALL SELECT x.code, x.state FROM depot_exchange x WHERE NOT EXISTS
          (SELECT 1 FROM provenance_fact f WHERE f.subject = x.code AND f.firm = x.owner_id
            AND f.kind = 'depot.exchange_' || x.state
            AND f.payload = '{"pairs":' || x.pairs || ',"shop":' || x.shop_id || ',"sku_in":' || x.sku_in_id
              || ',"sku_out":' || x.sku_out_id || '}')
        """,
    ),
    Law(
        "a sale is undone once, whole, at its shop, and a swap the other way round",
        """
        SELECT u.code, e.code FROM depot_shopentry u JOIN depot_shopentry e ON e.id = u.undoes_id
        WHERE e.kind <> 'sold' OR u.shop_id <> e.shop_id OR u.owner_id <> e.owner_id OR u.sku_id <> e.sku_id
           OR u.pairs <> e.pairs OR u."on" < e."on"
        UNION ALL SELECT u.code, e.code FROM depot_exchange u JOIN depot_exchange e ON e.id = u.undoes_id
        WHERE e.state <> 'sent' OR u.shop_id <> e.shop_id OR u.owner_id <> e.owner_id OR u.pairs <> e.pairs
           OR u.sku_in_id <> e.sku_out_id OR u.sku_out_id <> e.sku_in_id
        """,
    ),
    Law(
        "a scan is undone once, by one of the same code, and its goods are its owner's",
        """
        SELECT u.id, u.code FROM depot_scan u JOIN depot_scan s ON s.id = u.undoes_id
        WHERE s.undoes_id IS NOT NULL OR u.code <> s.code
        UNION ALL SELECT s.id, s.code FROM depot_scan s JOIN mill_lot t ON t.id = s.lot_id
        JOIN market_line l ON l.id = t.line_id WHERE s.owner_id <> l.seller_id
        """,
    ),
)

LAWS = (*DEPOT, *SHOPS, *ROAD)
