"""Speak to a carrier of part loads in the form of Deppon's open platform (德邦): JSON parameters in a signed form.

In: bookings, cancellations and questions how far goods are. Out: form-encoded requests with the Base64 of an MD5
digest, and what the replies say.
"""
