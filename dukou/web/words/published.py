"""Word what is published: press figures, targets, dated numbers and their units."""

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, object] = {}

PUBLISHED = {
    "plan.base_investment": _("Investment in the industrial base"),
    "plan.base_small_firms": _("Small firms in the industrial base"),
    "town.above_scale_firms": _("Firms above designated size"),
    "town.chain_firms": _("Firms along the chain, from spinning to packing"),
    "town.exporting_firms": _("Firms that export by themselves"),
    "town.exports_through_traders_a_year": _("Exports through traders, a year"),
    "town.foreign_merchants_at_canton_fair": _("Foreign merchants met at the Canton Fair"),
    "town.integrated_machines": _("Integrated knit-link-turn machines"),
    "town.leading_firms": _("Leading firms"),
    "town.machines": _("Computerized knitting machines"),
    "town.output_a_year": _("Output a year"),
    "town.own_exports_a_year": _("Own exports, a year"),
    "town.pairs_a_year": _("Pairs a year"),
    "town.pairs_at_canton_fair": _("Pairs ordered at the Canton Fair"),
    "town.profit_and_tax_a_year": _("Profit and tax a year"),
    "town.profit_share": _("Profit, as published"),
    "town.related_firms": _("Sock firms and related ones"),
    "town.shops_in_datang_and_yiwu": _("Shops in Datang and Yiwu"),
    "town.sock_firms": _("Sock firms"),
    "town.sock_firms_in_two_villages": _("Sock firms in two villages"),
    "town.trademarks": _("Registered trademarks"),
    "town.wage_a_month": _("Average wage a month"),
    "town.workers": _("People at work in the trade"),
}

LIMITS = {
    "logistics.alone_minor_a_carton": _("A firm's own handling of a carton"),
    "logistics.alone_minor_a_shipment": _("A firm's own handling of a shipment"),
    "logistics.capital_rate_year": _("Cost of capital while goods travel"),
    "logistics.damage_share": _("Damage and loss on the way"),
    "logistics.depot_minor_a_carton": _("Shared depot, a carton"),
    "logistics.desk_minor_a_shipment": _("Shared freight desk, a shipment"),
    "logistics.insurance_share": _("Cargo insurance"),
    "logistics.late_day_share": _("Cost of a day of lateness"),
    "logistics.pickup_minor_a_carton": _("Shared pick-up round, a carton"),
    "mill.machine_hour_minor": _("Cost of a machine hour"),
    "mill.piece_rate_boarding": _("Piece rate of boarding"),
    "mill.piece_rate_knitting": _("Piece rate of knitting"),
    "mill.piece_rate_packing": _("Piece rate of packing"),
    "mill.piece_rate_toe_closing": _("Piece rate of toe closing"),
    "mill.overflow_margin": _("What the seller keeps of an overflow line"),
    "round.carton_seconds": _("The town's round: time for a carton"),
    "round.closes_hour": _("The town's round: vans are home"),
    "round.day_minor": _("The town's round: a van's day"),
    "round.detour": _("The town's round: way by road"),
    "round.hour_minor": _("The town's round: a van's hour"),
    "round.km_an_hour": _("The town's round: speed of a van"),
    "round.km_minor": _("The town's round: a van's kilometre"),
    "round.opens_hour": _("The town's round: vans leave"),
    "round.stop_minutes": _("The town's round: time for a stop"),
    "round.trips": _("The town's round: trips of a van in a day"),
    "round.van_kilos": _("The town's round: what a van may carry"),
    "round.van_litres": _("The town's round: room of a van"),
    "round.vans": _("The town's round: vans"),
    "returns.inspect_minor": _("Inspection of a returned parcel"),
    "returns.kilo_minor": _("Return parcel, each further kilogram"),
    "returns.parcel_minor": _("Return parcel, first kilogram"),
    "returns.rebag_pair_minor": _("New bag and label, a pair"),
    "returns.reship_minor": _("Sending replacements"),
    "returns.ride_parcel_minor": _("One more parcel on a ride home that goes anyway"),
    "returns.ride_kilo_minor": _("Each kilogram of it"),
    "returns.truck_minor": _("A truck hired alone for returned goods"),
    "returns.truck_kilos": _("Socks that such a truck carries"),
    "returns.outlet_share": _("Price of seconds at the town's outlet"),
    "returns.outlet_parcels_a_day": _("Parcels that the outlet takes a day"),
    "returns.shop_share": _("Price of seconds at partner shops"),
    "returns.shop_parcels_a_day": _("Parcels that each partner shop takes a day"),
    "returns.ride_home_kilos": _("Socks that a shared ride home carries"),
    "returns.recycle_abroad_kilo_minor": _("What a recycler overseas asks"),
    "returns.waste_abroad_kilo_minor": _("What it costs to destroy goods overseas"),
    "returns.destruction_ban_eu": _("Unsold clothing may not be destroyed in the EU"),
    "returns.recycler_kilo_minor": _("What a recycler pays"),
    "returns.charge_answer_days": _("Days to answer a charge for a fault"),
    "returns.fault_carriage": _("What the maker bears of a fault of carriage"),
    "returns.fault_dyeing": _("What the maker bears of a fault of dyeing"),
    "returns.fault_knitting": _("What the maker bears of a fault of knitting"),
    "returns.fault_packing": _("What the maker bears of a fault of packing"),
    "returns.repeat_faults": _("Proven faults that stop a lot and its siblings"),
    "returns.claim_days": _("Days to claim after delivery"),
    "returns.consumer_days": _("Days in which a consumer returns goods without a reason"),
    "returns.excluded_custom_made": _("Goods made to order excluded from return without a reason"),
    "returns.excluded_opened_intimate": _("Opened intimate articles excluded, where confirmed at the purchase"),
    "returns.send_back_days": _("Days to send back what was asked for"),
    "returns.never_sent_share": _("Parcels that are never sent back, simulated"),
    "returns.answer_days": _("Days to answer a claim"),
    "returns.appeal_days": _("Days to appeal"),
    "returns.blind_share": _("Goods graded again by chance"),
    "returns.grade_days": _("Days to grade what came in"),
    "returns.ungraded_days": _("Days after which the rule settles what nobody graded"),
    "returns.recall_answer_days": _("Days to answer a desk that asks for a recall"),
    "returns.hold_days": _("Days to decide about goods held back"),
    "returns.parcel_days": _("Days that a parcel waits for its line"),
    "returns.relief_days": _("Days in which exported goods come home free of duty"),
    "returns.relief_warn_days": _("Days in hand before these are over"),
    "returns.ride_home_days": _("Days of a ride home from overseas"),
    "returns.ride_home_kilo_minor": _("Ride home from overseas, a kilogram"),
    "returns.ride_home_minor": _("Ride home from overseas"),
    "returns.two_graders_minor": _("Value from which two people grade"),
    "returns.seconds_share": _("Price of seconds"),
    "papers.carton_grams": _("Empty carton"),
    "papers.pallet_grams": _("Empty pallet"),
    "papers.pallet_most_grams": _("Most weight on a pallet"),
    "papers.pallet_most_ml": _("Most volume on a pallet"),
    "settlement.term_days": _("Term of payment"),
    "stowing.carton_length_mm": _("Carton, length"),
    "stowing.carton_width_mm": _("Carton, width"),
    "stowing.rail_fcl_height_mm": _("Container by rail, inner height"),
    "stowing.rail_fcl_length_mm": _("Container by rail, inner length"),
    "stowing.rail_fcl_width_mm": _("Container by rail, inner width"),
    "stowing.rail_fcl_off_centre_share": _("Container by rail, how far a load may be off the middle"),
    "stowing.sea_fcl_height_mm": _("Container by sea, inner height"),
    "stowing.sea_fcl_length_mm": _("Container by sea, inner length"),
    "stowing.sea_fcl_width_mm": _("Container by sea, inner width"),
    "stowing.sea_fcl_off_centre_share": _("Container by sea, how far a load may be off the middle"),
    "stowing.truck_height_mm": _("Truck, inner height"),
    "stowing.truck_length_mm": _("Truck, inner length"),
    "stowing.truck_off_centre_share": _("Truck, how far a load may be off the middle"),
    "stowing.truck_width_mm": _("Truck, inner width"),
    "town.above_scale_yuan_a_year": _("Designated size, output a year"),
}

# Fen are shown in yuan; who shows them divides.
UNITS = {
    "CNY": _("yuan"),
    "CNY a pair": _("yuan a pair"),
    "CNY a piece": _("yuan a piece"),
    "CNY minor a carton": _("yuan a carton"),
    "CNY minor a case": _("yuan a case"),
    "CNY minor a ride": _("yuan a ride"),
    "CNY minor a kilogram": _("yuan a kilogram"),
    "CNY minor a machine hour": _("yuan a machine hour"),
    "CNY minor a pair": _("yuan a pair"),
    "CNY minor a parcel": _("yuan a parcel"),
    "CNY minor a day": _("yuan a day"),
    "CNY minor a kilometre": _("yuan a kilometre"),
    "CNY minor an hour": _("yuan an hour"),
    "km an hour": _("km an hour"),
    "litres": _("litres"),
    "minutes a stop": _("minutes a stop"),
    "o'clock": _("o'clock"),
    "seconds a carton": _("seconds a carton"),
    "times the straight way": _("times the straight way"),
    "trips": _("trips"),
    "vans": _("vans"),
    "CNY minor a shipment": _("yuan a shipment"),
    "CNY/100 pairs": _("yuan for 100 pairs"),
    "CNY/pair": _("yuan a pair"),
    "cases": _("cases"),
    "CNY minor a truck": _("yuan a truck"),
    "days": _("days"),
    "in force": _("1 in force, 0 not"),
    "share of the parcels": _("share of the parcels"),
    "kilograms": _("kg"),
    "parcels": _("parcels"),
    "firms": _("firms"),
    "grams": _("g"),
    "ml": _("ml"),
    "mm": _("mm"),
    "lots/1,000 lots": _("of 1,000 lots"),
    "machines": _("machines"),
    "merchants": _("merchants"),
    "pairs": _("pairs"),
    "people": _("people"),
    "percent": "%",
    "percent of output": _("per cent of output"),
    "share a year": _("per cent a year"),
    "share of gradings": _("per cent of gradings"),
    "share of the length": _("per cent of the length"),
    "share of the cost": _("per cent of the cost"),
    "faults": _("faults"),
    "share of the price": _("per cent of the price"),
    "share of the value": _("per cent of the value"),
    "share of the value a day late": _("per cent of the value for each day late"),
    "departures": _("departures"),
    "loads": _("loads"),
    "lots": _("lots"),
    "pair-days": _("pair-days"),
    "shops": _("shops"),
    "trademarks": _("trademarks"),
}

# Sources and dates of published rows, as the rows hold them.
SOURCES = {
    "assumption: who does not object in five days agrees to a charge": _(
        "assumption: who does not object in five days agrees to a charge"
    ),
    "assumption: light trucks of 4.2 m, hired as they are needed; they carry 1.5 t in 14 cubic metres": _(
        "assumption: light trucks of 4.2 m, hired as they are needed; they carry 1.5 t in 14 cubic metres"
    ),
    "assumption: a day shift, when works and shops are open": _(
        "assumption: a day shift, when works and shops are open"
    ),
    "assumption: a van comes home between its trips, and loads anew": _(
        "assumption: a van comes home between its trips, and loads anew"
    ),
    "own estimate: diesel, tyres, wear and insurance of such a truck": _(
        "own estimate: diesel, tyres, wear and insurance of such a truck"
    ),
    "own estimate: a driver's wage with contributions, and the truck": _(
        "own estimate: a driver's wage with contributions, and the truck"
    ),
    "own estimate: such a truck is hired for 50-80 yuan a day": _(
        "own estimate: such a truck is hired for 50-80 yuan a day"
    ),
    "assumption: village roads, with stops and turns": _("assumption: village roads, with stops and turns"),
    "transport research: roads are 1.2-1.4 times the straight way": _(
        "transport research: roads are 1.2-1.4 times the straight way"
    ),
    "assumption: to park, greet and sign": _("assumption: to park, greet and sign"),
    "assumption: two people with a hand truck": _("assumption: two people with a hand truck"),
    "assumption: who knitted it answers for it": _("assumption: who knitted it answers for it"),
    "assumption: the maker chose the yarn and its dyer": _("assumption: the maker chose the yarn and its dyer"),
    "assumption: who packed it answers for it": _("assumption: who packed it answers for it"),
    "assumption: carriage is claimed from its carrier": _("assumption: carriage is claimed from its carrier"),
    "assumption: three proven faults of a lot are no chance": _(
        "assumption: three proven faults of a lot are no chance"
    ),
    "assumption: a parcel without a line is kept for a month": _(
        "assumption: a parcel without a line is kept for a month"
    ),
    "assumption: what came in is graded within two days": _("assumption: what came in is graded within two days"),
    "assumption: as long as goods may take to come back": _("assumption: as long as goods may take to come back"),
    "assumption: a recall that a desk asks for is answered in two days": _(
        "assumption: a recall that a desk asks for is answered in two days"
    ),
    "assumption: within a week a desk decides about goods held back": _(
        "assumption: within a week a desk decides about goods held back"
    ),
    "assumption: two people agree on goods of 500 yuan": _("assumption: two people agree on goods of 500 yuan"),
    "the town's rule: two of a hundred gradings are done again": _(
        "the town's rule: two of a hundred gradings are done again"
    ),
    "own estimate: a shared sea pallet with its papers": _("own estimate: a shared sea pallet with its papers"),
    "own estimate: groupage by sea and pick-up": _("own estimate: groupage by sea and pick-up"),
    "own estimate: Hamburg to Dalian by sea": _("own estimate: Hamburg to Dalian by sea"),
    "China, Tariff Law, in force 2024-12-01, chapter IV: back as they were in a year, for quality or specification": _(
        "China, Tariff Law, in force 2024-12-01, chapter IV: back as they were in a year, for quality or specification"
    ),
    "China, Regulations on Import and Export Duties, article 43: returned as they were within a year of export": _(
        "China, Regulations on Import and Export Duties, article 43: returned as they were within a year of export"
    ),
    "assumption: two months in hand for papers and delays": _("assumption: two months in hand for papers and delays"),
    "Measures for return without a reason of goods bought online, in force 2017-03-15": _(
        "Measures for return without a reason of goods bought online, in force 2017-03-15"
    ),
    "assumption: a fortnight to send back what was asked for": _(
        "assumption: a fortnight to send back what was asked for"
    ),
    "assumption: two promises of a hundred are not kept": _("assumption: two promises of a hundred are not kept"),
    "assumption: label, drop at a partner shop or on the milk run, and sorting": _(
        "assumption: label, drop at a partner shop or on the milk run, and sorting"
    ),
    "own estimate: a 9.6 m truck from the Yangtze at 7,500 yuan, four fifths full, 110 kg of socks a cubic metre": _(
        "own estimate: a 9.6 m truck from the Yangtze at 7,500 yuan, four fifths full, 110 kg of socks a cubic metre"
    ),
    "own estimate for a 9.6 m truck, Shenyang to the Yangtze 6,000-9,000 yuan, 2025, unverified": _(
        "own estimate for a 9.6 m truck, Shenyang to the Yangtze 6,000-9,000 yuan, 2025, unverified"
    ),
    "assumption: 50 cubic metres at 110 kg of socks each": _("assumption: 50 cubic metres at 110 kg of socks each"),
    "assumption: an outlet sells seconds by the pair and keeps a part": _(
        "assumption: an outlet sells seconds by the pair and keeps a part"
    ),
    "assumption: what its tables hold": _("assumption: what its tables hold"),
    "assumption: a shop sells seconds at six tenths of the price and keeps three tenths of that": _(
        "assumption: a shop sells seconds at six tenths of the price and keeps three tenths of that"
    ),
    "own estimate: a sorter of textiles in Europe asks 0.30 euros a kilogram, unverified": _(
        "own estimate: a sorter of textiles in Europe asks 0.30 euros a kilogram, unverified"
    ),
    "own estimate: burning in Europe at 0.20 euros a kilogram, unverified": _(
        "own estimate: burning in Europe at 0.20 euros a kilogram, unverified"
    ),
    "assumption: a pallet of 1.5 cubic metres at 110 kg of socks each": _(
        "assumption: a pallet of 1.5 cubic metres at 110 kg of socks each"
    ),
    (
        "Regulation (EU) 2024/1781, article 25: large firms from 19 July 2026, medium-sized ones from 19 July 2030,"
        " small and micro firms exempt; the town keeps the strictest date for all"
    ): _(
        "Regulation (EU) 2024/1781, article 25: large firms from 19 July 2026, medium-sized ones from 19 July 2030,"
        " small and micro firms exempt; the town keeps the strictest date for all"
    ),
    "assumption: what a table in a shop holds": _("assumption: what a table in a shop holds"),
    "own estimate: sorted textile waste, 0.8-1.5 yuan/kg": _("own estimate: sorted textile waste, 0.8-1.5 yuan/kg"),
    "40-foot high-cube container after ISO 668, inner measures of carriers": _(
        "40-foot high-cube container after ISO 668, inner measures of carriers"
    ),
    "CTU Code 2014: rule of thumb for an even load": _("CTU Code 2014: rule of thumb for an even load"),
    "Liaoning Daily, 6 February 2026": _("Liaoning Daily, 6 February 2026"),
    "People's Daily, 'one town, over 2.5 billion pairs of socks a year'": _(
        "People's Daily, 'one town, over 2.5 billion pairs of socks a year'"
    ),
    "Xinhua, June 2025": _("Xinhua, June 2025"),
    "article on the modelled town, about 2021-2022": _("article on the modelled town, about 2021-2022"),
    "assumption: a firm's own van to the carrier, part full, and its own store": _(
        "assumption: a firm's own van to the carrier, part full, and its own store"
    ),
    "assumption: allowance a buyer asks": _("assumption: allowance a buyer asks"),
    "assumption: cargo insurance, no public table found": _("assumption: cargo insurance, no public table found"),
    "assumption: domestic traders take 30-90 days on account": _(
        "assumption: domestic traders take 30-90 days on account"
    ),
    "assumption: four minutes of a desk's wage": _("assumption: four minutes of a desk's wage"),
    "assumption: goods damaged or lost on the way": _("assumption: goods damaged or lost on the way"),
    "assumption: in, three days' storage, out": _("assumption: in, three days' storage, out"),
    "assumption: 1.2 x 0.8 x 1.6 m, filled to the edge": _("assumption: 1.2 x 0.8 x 1.6 m, filled to the edge"),
    "assumption: both axles bear their share": _("assumption: both axles bear their share"),
    "assumption: box body of a 9.6 m truck, common inner measures": _(
        "assumption: box body of a 9.6 m truck, common inner measures"
    ),
    "assumption: five-layer export carton, 60 x 40 x 35 cm": _("assumption: five-layer export carton, 60 x 40 x 35 cm"),
    "assumption: treated wooden pallet, 1.2 x 0.8 m": _("assumption: treated wooden pallet, 1.2 x 0.8 m"),
    "assumption: what stacks without crushing cartons": _("assumption: what stacks without crushing cartons"),
    "assumption: rate at which a small firm borrows": _("assumption: rate at which a small firm borrows"),
    "assumption: a buyer has a month to look at what came": _("assumption: a buyer has a month to look at what came"),
    "assumption: who does not answer a claim in three days agrees to it": _(
        "assumption: who does not answer a claim in three days agrees to it"
    ),
    "assumption: a week to ask the desk to look at it again": _(
        "assumption: a week to ask the desk to look at it again"
    ),
    "assumption: seconds bundled by the kilogram": _("assumption: seconds bundled by the kilogram"),
    "assumption: shared milk run through the villages": _("assumption: shared milk run through the villages"),
    "assumption: ten minutes of a clerk for booking and papers": _(
        "assumption: ten minutes of a clerk for booking and papers"
    ),
    "assumption: what the seller keeps of an overflow line": _("assumption: what the seller keeps of an overflow line"),
    "industrial statistics since 2011: main business revenue of 20 million yuan a year": _(
        "industrial statistics since 2011: main business revenue of 20 million yuan a year"
    ),
    "no date": _("no date"),
    "own estimate: 0.5-0.9 kW at about 0.6 yuan/kWh; wages are paid by the pair and do not differ by machine": _(
        "own estimate: 0.5-0.9 kW at about 0.6 yuan/kWh; wages are paid by the pair and do not differ by machine"
    ),
    "own estimate: a tenth of what a garment costs": _("own estimate: a tenth of what a garment costs"),
    "own estimate: parcel to a far zone, 4-6 yuan": _("own estimate: parcel to a far zone, 4-6 yuan"),
    "own estimate: return parcel, first kilogram, 8-12 yuan": _(
        "own estimate: return parcel, first kilogram, 8-12 yuan"
    ),
    "plan for the end of the 14th five-year plan, as the article gives it": _(
        "plan for the end of the 14th five-year plan, as the article gives it"
    ),
    "public example: 3 yuan for each further kilogram": _("public example: 3 yuan for each further kilogram"),
    "local press on a town workshop in Anhui: 0.02 yuan a pair": _(
        "local press on a town workshop in Anhui: 0.02 yuan a pair"
    ),
    "own estimate: 0.02-0.05 yuan a pair": _("own estimate: 0.02-0.05 yuan a pair"),
    "own estimate: 0.03-0.08 yuan a pair": _("own estimate: 0.03-0.08 yuan a pair"),
    "own estimate: the town's wage of 5,000 yuan a month at some 2,500 pieces a shift": _(
        "own estimate: the town's wage of 5,000 yuan a month at some 2,500 pieces a shift"
    ),
    "trade press: inspection of a returned garment costs 3.2 yuan; taken for a parcel of socks": _(
        "trade press: inspection of a returned garment costs 3.2 yuan; taken for a parcel of socks"
    ),
}
