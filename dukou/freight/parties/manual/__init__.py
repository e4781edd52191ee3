"""Speak to a carrier without an interface: a booking as an Excel sheet and a letter, its answer in the same sheet.

In: bookings. Out: a workbook to send or to read out on the telephone, the words of an e-mail in Chinese and English,
and what the carrier wrote into the sheet.
"""
