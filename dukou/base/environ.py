"""Read settings from the environment; a bad value stops the start with one line that names it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from dukou.base.errors import BadSetting

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})


def text(env: Mapping[str, str], name: str, default: str) -> str:
    """Return a text setting."""
    return env.get(name, default)


def flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    """Return a yes-or-no setting."""
    raw = env.get(name)
    if raw is None:
        return default
    if raw.lower() in TRUE:
        return True
    if raw.lower() in FALSE:
        return False
    raise BadSetting(f"{name}={raw!r} is neither yes nor no")


def number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    """Return a whole number between two bounds."""
    raw = env.get(name)
    if raw is None:
        return default
    try:
        value = int(raw)
    except ValueError:
        raise BadSetting(f"{name}={raw!r} is not a whole number") from None
    if not low <= value <= high:
        raise BadSetting(f"{name}={value} is not between {low} and {high}")
    return value


def choice(env: Mapping[str, str], name: str, default: str, allowed: Sequence[str]) -> str:
    """Return one of the allowed words."""
    value = env.get(name, default)
    if value not in allowed:
        raise BadSetting(f"{name}={value!r} is none of {', '.join(allowed)}")
    return value


def folder(env: Mapping[str, str], name: str, default: Path) -> Path:
    """Return a folder's absolute path; it need not exist yet, but may not be a file."""
    path = Path(env.get(name) or default).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise BadSetting(f"{name}={str(path)!r} is a file, not a folder")
    return path
