"""Addresses of static files, with their content in them so that they can be kept for ever."""

import hashlib
import time
from functools import cache
from pathlib import Path

from flask import Flask, request, url_for

# A file that is built again while the site runs is seen after so many seconds.
LOOK_AGAIN = 2.0
_versions: dict[str, tuple[float, str]] = {}


@cache
def _content_hash(path: Path, _changed: float) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def asset(app: Flask, name: str) -> str:
    """Return the address of a static file, with its content in it so that it can be kept."""
    seen, version = _versions.get(name, (0.0, ""))
    if time.monotonic() - seen > LOOK_AGAIN:
        version = _version_of(Path(app.static_folder or "") / name)
        _versions[name] = (time.monotonic(), version)
    return _asset_url(request.script_root, name, version)


def _version_of(path: Path) -> str:
    try:
        return _content_hash(path, path.stat().st_mtime)
    except OSError:
        return "missing"


@cache
def _asset_url(_root: str, name: str, version: str) -> str:
    return url_for("static", filename=name, v=version)
