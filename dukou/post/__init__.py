"""Carry words out of the town, and notices to its people.

In: messages (e-mail, SMS, webhook) and notices, put down in the transaction that they tell of, each under an optional
key so that telling twice is telling once. Out: messages claimed by the sender at the edge of the system, and notices
for the pages.

Rows hold a template's name and its facts, never a sentence: the edge finds the words and the address when it sends.
"""
