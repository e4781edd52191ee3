"""Take back what buyers return, grade it, and find its best next place.

In come return requests (market) for delivered lines. Out go closed cases: refunds and costs for settlement, goods
back on the shelf (depot), returned pairs on the line (market). A case is open until its goods arrive, graded when
they are put away, closed the day after. A parcel that came back without a word is booked, and matched to the delivered
line that it is of: its case has an unproven cause, for which nobody is charged. A claim without goods is decided by its
seller, by rule where the seller is silent, and on appeal by the desk.

Doors: the steps `take_back`, `grade`, `lapse`, `close`; `decide`, `appeal`, `write_note`, `claim_case` and
`claims_to_decide` for claims; `book_parcel`, `parcels`, `parcel`, `candidates`, `match_parcel`, `open_parcels` and
`open_cases` for the desk; `cases` and `cases_of_lines` for pages; `closed` for settlement; `export_cases` for the data
centre.

In the demo town the volume and the timing of returns come from a real order book; reason, condition and freight
are simulated.
"""
