"""Keep the book of facts: append, seal, prove.

In: what happened, appended by every room's door in the transaction that changes something.
Out: facts in one order, chained in a Merkle tree (RFC 6962), with proofs that anyone can check who holds a tree head.

A fact holds identifiers, amounts and salted digests, never a name, a telephone number or free text. It is never changed
or deleted; the sealer alone gives it its place in the book.
"""
