"""Gather the files that pages load: our own and those of the front-end packages, hashed by content and compressed."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage, Storage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Of each package just what a page loads, by the name under which it is served.
PACKAGES = {
    "tabler/css/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "echarts/echarts.min.js": "echarts/dist/echarts.min.js",
    # Loaded by the load viewer once it is opened.
    "three/three.module.min.js": "three/build/three.module.min.js",
    "three/three.core.min.js": "three/build/three.core.min.js",
    "barcode/ponyfill.js": "barcode-detector/dist/iife/ponyfill.js",
    "barcode/zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
}
STAMP = ".made-of"


class PackageFinder(BaseFinder):
    """Find the files of front-end packages where npm put them."""

    def __init__(self, *_args: Any, **_options: Any) -> None:
        self.storage = FileSystemStorage(location=settings.NODE_MODULES)
        self.found = {name: path for name, path in PACKAGES.items() if (settings.NODE_MODULES / path).is_file()}

    def check(self, **_options: Any) -> list[Any]:
        """Return no complaint: a package that is absent is told by `up`."""
        return []

    def find(self, path: str, find_all: bool = False, **_options: Any) -> Any:
        """Return the file behind a name."""
        if path not in self.found:
            return []
        full = str(settings.NODE_MODULES / self.found[path])
        return [full] if find_all else full

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield each name with a place from which it can be read."""
        for name, path in self.found.items():
            if matches_patterns(name, ignore_patterns or ()):
                continue
            yield name, _Renamed(self.storage, name, path)


class _Renamed(FileSystemStorage):
    """Read one file of a package under the name by which it is served."""

    def __init__(self, storage: FileSystemStorage, name: str, path: str) -> None:
        super().__init__(location=storage.location)
        self.name, self.real = name, path

    def path(self, name: str) -> str:
        return super().path(self.real if name == self.name else name)


class TownStatics(CompressedManifestStaticFilesStorage):
    """Serve files under names that hold their content's hash; plain names where they were not gathered (in tests)."""

    # No file names another by a path that would have to hold its hash: a module's imports go by plain names.
    patterns = ()

    def stored_name(self, name: str) -> str:
        """Return the name to serve a file by."""
        return super().stored_name(name) if self.hashed_files else name


def gather() -> None:
    """Gather and compress the files anew if one of them has changed."""
    root: Path = settings.STATIC_ROOT
    stamp = root / STAMP
    made_of = _digest()
    if stamp.is_file() and stamp.read_text() == made_of:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(made_of)


def _digest() -> str:
    """Return what our own files and the packages' lock say, as one hash."""
    own = sorted(path for path in (settings.PACKAGE_DIR / "web" / "static").rglob("*") if path.is_file())
    digest = sha256(repr(sorted(PACKAGES.items())).encode())
    for path in [*own, settings.BASE_DIR / "package-lock.json"]:
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()
