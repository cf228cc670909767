"""QR codes, drawn as SVG in the page."""

import segno
from markupsafe import Markup


def qr(text: str, mask: int | None = None) -> Markup:
    """A QR code that fills its frame. Trying all eight masks takes most of the time: a given one
    is as good to read.
    """
    drawn = segno.make(text, error="m", mask=mask).svg_inline(
        scale=4, border=2, svgclass=None, lineclass=None
    )
    return Markup(drawn)  # noqa: S704 -- paths that segno drew; the text itself is not in it
