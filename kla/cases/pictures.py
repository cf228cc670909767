"""Pictures drawn anew for a page: smaller, and without what a camera wrote into them.

The original stays as it came, evidence to the last byte. What is shown is never the original: a
file made to harm a viewer, or one that tells where it was taken, ends here.
"""

import io
import logging
import warnings
from typing import IO, TYPE_CHECKING

from kla.cases.file_kinds import KINDS
from kla.core.errors import Invalid

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_PIXELS = 50_000_000
THUMBNAIL, VIEW = "thumbnail", "view"
# The longest side in pixels, and the quality.
SIZES = {VIEW: (1600, 82), THUMBNAIL: (160, 70)}
SHOWN_AS = "image/jpeg"

# At its most talkative Pillow logs what cameras write into pictures: places, names, times.
logging.getLogger("PIL").setLevel(logging.WARNING)


def drawn_anew(stream: IO[bytes], kind: str) -> dict[str, bytes]:
    """The view and the thumbnail of a picture as JPEG; none where it is too large, or no picture.

    Raises `Invalid` for a picture that is broken or cut.
    """
    name = KINDS[kind].pillow
    if not name:
        return {}
    from PIL import Image

    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(stream, formats=[name]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    return {}
                return _renditions(picture)
    except Image.DecompressionBombError:
        return {}
    except (OSError, ValueError, SyntaxError, Warning):
        raise Invalid("file-broken", field="file") from None


def _renditions(picture: "Picture") -> dict[str, bytes]:
    """Each made of the one before it. A JPEG is read small, but to its end: a cut one shows."""
    from PIL import ImageOps

    largest = SIZES[VIEW][0]
    picture.draft("RGB", (largest, largest))
    picture.load()
    picture.thumbnail((largest, largest), reducing_gap=3.0)
    upright = _on_white(ImageOps.exif_transpose(picture))
    made = {}
    for name, (longest, quality) in SIZES.items():
        upright.thumbnail((longest, longest))
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=quality, exif=b"", icc_profile=None)
        made[name] = out.getvalue()
    return made


def _on_white(picture: "Picture") -> "Picture":
    """Without transparency, and with nothing but its points."""
    from PIL import Image

    whole = picture.convert("RGBA")
    ground = Image.new("RGB", whole.size, "white")
    ground.paste(whole, mask=whole.getchannel("A"))
    return ground
