"""Keep the town's secret: from the environment, or made once and kept in the data folder."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from dukou.base.errors import BadSetting

SHORTEST = 32


def town_secret(env: Mapping[str, str], home: Path) -> str:
    """Return DUKOU_SECRET, or the secret in the data folder, which is made if there is none."""
    given = env.get("DUKOU_SECRET")
    if given is not None:
        if len(given) < SHORTEST:
            raise BadSetting(f"DUKOU_SECRET is shorter than {SHORTEST} characters")
        return given
    home.mkdir(parents=True, exist_ok=True)
    kept = home / "secret"
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return kept.read_text().strip()
