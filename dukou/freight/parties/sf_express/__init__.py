"""Speak to a parcel carrier in the form of SF Express' open platform (丰桥, ``/std/service``): JSON in a signed form.

In: bookings, questions of price, labels and routes. Out: form-encoded requests with an MD5 signature, and what the
``apiResultData`` of the replies says. An order number that is sent again is answered with the first order's waybill.
"""
