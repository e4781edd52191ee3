"""Speak to a shipping line in the form of the DCSA standards: Booking 2.0, and Track and Trace 2.2 events.

In: booking requests, their cancellation, and questions what became of them. Out: JSON requests, and what bookings and
events say. A request is first only received: the line says yes or no later, when it is asked what became of it.
"""
