"""Real pictures with a word hidden where cameras hide theirs, and broken ones."""

from io import BytesIO

from PIL import Image

USER_COMMENT, MAKE = 0x9286, 0x010F


def jpeg(marker: str = "", size: tuple[int, int] = (160, 120), quality: int = 90) -> bytes:
    """A JPEG of some colours; the marker stands in its EXIF and in its comment."""
    picture = Image.effect_noise(size, 40).convert("RGB")
    exif = Image.Exif()
    exif[MAKE] = marker or "kamera"
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, exif=exif, comment=marker.encode())
    return out.getvalue()


def cut(whole: bytes) -> bytes:
    """The first half of a file: an upload that broke off."""
    return whole[: len(whole) // 2]
