"""Plant faults in where returned goods went, and in what that costs."""

from collections.abc import Mapping

from tests.journey.planting import Plant, plant

PLANTS: Mapping[str, Plant] = {
    "goods that came back have one placement, at the place that their case says": plant(
        "UPDATE returns_placement SET sink = CASE sink WHEN 'shelf' THEN 'outlet' ELSE 'shelf' END"
        " WHERE case_id = $case"
    ),
    # Somebody lowers what it would have cost alone, after the fact.
    "what a case would cost its firm alone is a fact, told before its place was chosen": plant(
        "UPDATE returns_placement SET own_freight_minor = own_freight_minor + 1 WHERE case_id = $case"
    ),
    "no case costs its firm more than its own best; what is above it the common fund bears": plant(
        "UPDATE returns_placement SET fund_minor = 1 WHERE case_id = $case"
    ),
}
