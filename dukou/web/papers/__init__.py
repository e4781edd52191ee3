"""Show, print and issue the papers of shipments: labels, packing list, invoice, consignment note, customs."""
