"""Settle who owes whom.

In come deliveries (market), award prices (mill), fees of depots overseas (depot), loads and their shares (freight) and
closed returns (returns). Out go double-entry postings, invoices, payments and what is owed to each firm. Doors:
`post_day` (the town's step); `month_statement`, `owed_to_me`, `i_owe`, `statement`, `statement_from`, `send_statement`,
`netting_offers`, `agree_netting`, `depot_account`, `invoices_of_orders`, `balances` and `desk` for pages;
`trial_balance`, `under_way`, `export_postings`.

In the demo town buyers pay by themselves, four in five on the due date; a real payment comes from the bank.
"""
