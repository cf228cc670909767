"""Uploads wait encrypted: what a person sends never rests on disk in clear."""

from typing import IO, cast

from flask import Flask, Request, current_app

from kla.crypto.files import EncryptedSpool


class SealedRequest(Request):
    """A request whose files larger than memory allows go to an encrypted temporary file."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        folder = current_app.extensions["settings"].temp_path
        return cast(IO[bytes], EncryptedSpool(folder))


def init_app(app: Flask) -> None:
    """Use the sealed request for every view."""
    app.request_class = SealedRequest
