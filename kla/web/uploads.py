"""Uploads wait encrypted: what a person sends never rests on disk in clear."""

from typing import IO, cast

from flask import Flask, Request, current_app

from kla.crypto.files import EncryptedSpool

PIECE_TYPE = "application/offset+octet-stream"
STREAMED = frozenset({"multipart/form-data", PIECE_TYPE})


class SealedRequest(Request):
    """A request whose files larger than memory allows go to an encrypted temporary file.

    Other forms are read into memory whole, so they may be no larger than a form's text. A piece of
    a file that is sent by itself is no form: its view reads it bit by bit.
    """

    @property
    def max_content_length(self) -> int | None:
        """The largest body: of an upload, or of a form without one."""
        if self.mimetype in STREAMED:
            return super().max_content_length
        return self.max_form_memory_size

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

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
