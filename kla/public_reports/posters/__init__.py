"""Posters that lead to the public's door: for schools, puskesmas, posyandu and Wi-Fi points.

The address is the same on every poster. One of its own for each place would tell the server where
somebody stood who reported.
"""

from collections.abc import Iterable
from enum import StrEnum
from io import BytesIO
from pathlib import Path

import segno

from kla.cases import letters
from kla.public_reports.hotlines import Hotline

FOLDER = Path(__file__).parent


class Audience(StrEnum):
    """Whom a poster speaks to: that decides its words, and where it leads."""

    CHILD = "anak"
    ALL = "umum"


class Paper(StrEnum):
    """How large it is: for a wall, for a notice board, or to be taken along (four on a sheet)."""

    WALL = "a3"
    BOARD = "a4"
    CARDS = "kartu"


def qr_svg(address: str) -> bytes:
    """A QR code of an address, as a file that scales to any size."""
    out = BytesIO()
    segno.make(address, error="q").save(out, kind="svg", scale=8, border=4)
    return out.getvalue()


def poster(
    audience: Audience, paper: Paper, language: str, address: str, hotlines: Iterable[Hotline]
) -> bytes:
    """A poster as PDF, ready for the printer."""
    data = {
        "audience": str(audience),
        "paper": str(paper),
        "language": language,
        "address": address,
        "shown": address.partition("://")[2],
        "qr": qr_svg(address).decode(),
        "hotlines": [{"number": one.number, "name": one.name[language]} for one in hotlines],
    }
    return letters.render("poster", data, FOLDER)
