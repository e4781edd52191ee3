"""Keep the town's secret: from the environment, or made once and kept in the data folder."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from dukou.base.errors import BadSetting
from dukou.site.lock import held

SHORTEST = 32


def town_secret(env: Mapping[str, str], home: Path) -> str:
    """Return DUKOU_SECRET, or the secret in the data folder, which is made if there is none."""
    given = env.get("DUKOU_SECRET")
    if given is not None:
        if len(given) < SHORTEST:
            raise BadSetting(f"DUKOU_SECRET is shorter than {SHORTEST} characters")
        return given
    kept = home / "secret"
    if not kept.is_file():
        home.mkdir(parents=True, exist_ok=True)
        # Two commands that begin at once must go on with one secret, and never with half of one.
        with held(home):
            if not kept.is_file():
                _make(kept)
    return kept.read_text().strip()


def _make(kept: Path) -> None:
    new = kept.with_name(".secret")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    new.replace(kept)
