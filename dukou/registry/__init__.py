"""Know who is in town and what is published.

In come sign-ups, firms, sites, machines, certificates and published tables, each with its source. Out go records of
them, the viewer behind a person, and the town's clock. Doors: `door` (firms, sites, machines, people, viewers,
published tables, the clock) and its batch writers, which the seed and the desks use.
"""
