"""Plant faults in how the costs of loads were divided."""

from collections.abc import Mapping

from tests.journey.planting import Plant, plant

PLANTS: Mapping[str, Plant] = {
    "what was paid for goods that went together is divided to the last fen, and what a fund bears is named": plant(
        "UPDATE freight_sharing SET paid_minor = paid_minor + 1 WHERE id = $sharing"
    ),
    "no share is above what its firm's own best leaves after waiting": plant(
        "UPDATE freight_firmshare SET most_minor = charge_minor - 1 WHERE sharing_id = $sharing"
    ),
    "who goes together pays, or is offered, its share of the last division, and nobody else has one": plant(
        "DELETE FROM freight_firmshare WHERE id = (SELECT MIN(id) FROM freight_firmshare WHERE sharing_id = $sharing)"
    ),
    "every division of a load's cost is a fact that says what it says": plant(
        "UPDATE freight_sharing SET epsilon_e6 = epsilon_e6 - 1 WHERE id = $sharing"
    ),
    "nobody can complain more of the charges than is said, and the least core is as far as it is proven": plant(
        "UPDATE freight_sharing SET most_complaint_e6 = complaint_e6 - 1 WHERE id = $sharing"
    ),
}
