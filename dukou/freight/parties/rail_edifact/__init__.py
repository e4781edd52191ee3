"""Speak to a railway or an operator of block trains in UN/EDIFACT (D.99B, syntax 4 in UTF-8).

In: firm bookings (IFTMBF). Out: interchanges with one message each, and what booking confirmations (IFTMBC) and status
reports (IFTSTA) say.
"""
