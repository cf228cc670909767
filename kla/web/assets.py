"""Addresses of static files that change when the file does, so that browsers may keep them."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask


@cache
def version_of(path: Path) -> str:
    """The first characters of the file's SHA-256, empty where there is no file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""


def init_app(app: Flask) -> None:
    """Add the version to every address made by `url_for("static", ...)`.

    The one of the icons is made once: a page shows a hundred of them.
    """
    icons = version_of(Path(str(app.static_folder)) / "icons.svg")
    app.jinja_env.globals["sprite"] = f"{app.static_url_path}/icons.svg?v={icons}"

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values and app.static_folder:
            values.setdefault("v", version_of(Path(app.static_folder) / values["filename"]))
