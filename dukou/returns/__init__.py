"""Take back what buyers return, grade it, and find its best next place.

In come return requests (market) for delivered lines. Out go closed cases: refunds and costs for settlement, goods
back on the shelf (depot), returned pairs on the line (market). A case is open until its goods arrive, graded when
they are put away, closed the day after. A parcel that came back without a word is booked, and matched to the
delivered line that it is of: its case has an unproven cause, for which nobody is charged. A claim without goods is
decided by its seller, by rule where the seller is silent, and on appeal by the desk. Where goods go is solved twice
by the same engine: what each firm alone would lose is frozen as a fact first, then all goods are placed in common.

People may take the place of the simulation: a signed label leads goods to the dock over hand-overs with two names,
the dock's scan receives them, and people say their condition, two of them for dear goods; the town's day then goes on
with them, after a fortnight also with what nobody graded. Goods that come back overseas are graded there, sold again,
brought home together or recycled. The town's vans are told what to take at partner shops and what to bring home.

A buyer, or a consumer by his link, asks for many lines at once and is told before what becomes of each; sellers lay
down their policy, whom they trust, and which articles of others go for theirs. Whose fault it was is found with
evidence, and charged back to the maker or borne by the common fund; a lot that is at fault again and again is held,
and may be recalled. Buyer, seller and desk write to each other beside each case, perhaps with pictures.

Doors: the steps `take_back`, `grade`, `lapse`, `close`; `door.asking`, `door.policy` and `door.exchanging` for buyers
and sellers; `door.faults` and `door.recalls` for causes; `decide`, `appeal`, `write_note`, `claim_case` and
`claims_to_decide` for claims; `book_parcel`, `parcels`, `parcel`, `candidates`, `match_parcel`, `open_parcels`,
`open_cases` and `expiring` for the desk; `door.rounds` for the vans; `door.supposing` for other prices of carriage;
`door.dock`, `door.grading`, `door.abroad` for people who receive and grade;
`cases`, `cases_of_lines`, `measures.placed_cases` and `measures.goods_left` for pages; `closed` for settlement;
`export_cases` for the data centre.

In the demo town the volume and the timing of returns come from a real order book; reason, condition and freight are
simulated.
"""
