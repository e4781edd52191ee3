"""Read the order book of an online wholesaler: invoices with lines, cancellations, postage and test rows.

The format is that of the UCI data set Online Retail (Chen, Sain and Guo 2012): CSV with InvoiceNo, StockCode,
Description, Quantity, InvoiceDate, UnitPrice, CustomerID and Country; a cancellation's invoice begins with C.
"""
