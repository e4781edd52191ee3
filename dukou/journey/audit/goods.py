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
            SUM(CASE 'scrap' WHEN to_place THEN pairs WHEN from_place THEN -pairs ELSE 0 END) OVER lot AS scrap
          FROM depot_stockmove
          WINDOW lot AS (PARTITION BY lot_id ORDER BY "on", id ROWS UNBOUNDED PRECEDING)) AS held
        WHERE depot < 0 OR road < 0 OR buyer < 0 OR returned < 0 OR exchanged < 0 OR seconds < 0 OR scrap < 0
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
        "a shipment arrives as many days after it left as its tariff says",
        """
        SELECT s.code, l."on", s.arrives_on, t.transit_days FROM freight_shipment s
        JOIN freight_load l ON l.id = s.load_id JOIN registry_tariff t ON t.id = s.tariff_id
        WHERE s.arrives_on IS NULL OR DAY(s.arrives_on) <> DAY(l."on") + t.transit_days
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

LAWS = (*DEPOT, *ROAD)
