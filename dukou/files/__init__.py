"""Keep pictures and papers by their content.

In: bytes from a firm's people, whose type is read from the bytes themselves; pictures are drawn anew, so that place and
camera stay behind. Out: the bytes again, under an unguessable code, to the firm that keeps them and to shared desks.

Papers (PDF, workbooks, CSV, gzip) are kept as they came: they may name their writer.
"""
