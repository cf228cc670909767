"""Addresses that a form may send us back to: our own only."""

from urllib.parse import urlsplit


def local_path(text: str) -> str | None:
    """The path with its query if it stays on this site, else nothing (no open redirect)."""
    parts = urlsplit(text)
    if parts.scheme or parts.netloc or not text.startswith("/"):
        return None
    if text.startswith(("//", "/\\")) or any(ord(sign) < 33 for sign in text):
        return None
    return text
