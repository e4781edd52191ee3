"""Say what a law is, and the two words that laws have besides SQL."""

import re
from dataclasses import dataclass

# `DAY(date)` is a number that is one higher on the next day: databases reckon with dates each in its own way.
DAY = re.compile(r"\bDAY\(([^()]+)\)")
DAY_NUMBERS = {"sqlite": r"JULIANDAY(\1)", "postgresql": r"(\1 - DATE '2000-01-01')"}
# `AMOUNT(price, pairs)` is what pairs cost at a price in ten thousandths, in minor units, rounded half to even.
AMOUNT = re.compile(r"\bAMOUNT\(([^(),]+), ([^(),]+)\)")
ROUNDED = r"((CAST(\1 AS BIGINT) * \2 + 49 + (CAST(\1 AS BIGINT) * \2 / 100) % 2) / 100)"


@dataclass(frozen=True, slots=True)
class Law:
    """Hold a law's name and the query whose rows break it, each row naming itself first."""

    name: str
    sql: str

    def query(self, vendor: str) -> str:
        """Return the query as a database understands it: "sqlite" or "postgresql"."""
        return AMOUNT.sub(ROUNDED, DAY.sub(DAY_NUMBERS[vendor], self.sql))
