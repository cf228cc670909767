"""What a page shows of a picture was drawn anew."""

import io

import pytest
from PIL import Image

from kla.cases import pictures
from kla.core.errors import Invalid
from tests.unit.cases.test_file_kinds import PDF, picture

WHERE = b"Jalan Contoh 5, Balikpapan"


def photo(size: tuple[int, int] = (2400, 1200), orientation: int = 1) -> bytes:
    """A picture as a phone takes it: which way is up, and where it was taken, beside it."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = WHERE.decode()
    exif.get_ifd(0x8825)[1] = "S"
    Image.effect_noise(size, 40).convert("RGB").save(out, "JPEG", exif=exif, comment=WHERE)
    return out.getvalue()


def drawn(content: bytes, kind: str = "image/jpeg") -> dict[str, Image.Image]:
    made = pictures.drawn_anew(io.BytesIO(content), kind)
    return {name: Image.open(io.BytesIO(one)) for name, one in made.items()}


def test_smaller_and_without_what_the_camera_wrote():
    content = photo()
    assert WHERE in content

    made = pictures.drawn_anew(io.BytesIO(content), "image/jpeg")

    assert set(made) == {"view", "thumbnail"}
    for one in made.values():
        assert WHERE not in one
        assert Image.open(io.BytesIO(one)).getexif() == {}
    assert len(made["thumbnail"]) < 12_000


def test_as_large_as_a_page_needs_and_no_larger_than_it_was():
    large, small = drawn(photo()), drawn(photo((90, 60)))

    assert large["view"].size == (1600, 800)
    assert large["thumbnail"].size == (160, 80)
    assert small["view"].size == (90, 60)


def test_upright_as_it_was_held():
    assert drawn(photo((400, 200), orientation=6))["view"].size == (200, 400)


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA", "1", "I;16", "CMYK"])
def test_of_any_sort_of_points(mode):
    out, kind = io.BytesIO(), "TIFF" if mode == "CMYK" else "PNG"
    Image.new(mode, (30, 20)).save(out, kind)
    if mode == "CMYK":
        out = io.BytesIO()
        Image.new(mode, (30, 20)).save(out, "JPEG")
    made = drawn(out.getvalue(), "image/jpeg" if mode == "CMYK" else "image/png")
    assert made["view"].mode == "RGB"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff and then nothing of a picture", "image/jpeg"),
        (picture("JPEG", (400, 400))[:-2000], "image/jpeg"),
        (picture("PNG")[:200], "image/png"),
        (picture("WEBP")[:200], "image/webp"),
    ],
)
def test_a_broken_one_is_refused(content, kind):
    with pytest.raises(Invalid) as refused:
        pictures.drawn_anew(io.BytesIO(content), kind)
    assert refused.value.reason == "file-broken"


def test_one_that_would_fill_the_memory_is_kept_and_not_drawn(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1000)
    assert drawn(picture("PNG"), "image/png") == {}


def test_nothing_is_drawn_of_what_is_no_picture():
    assert pictures.drawn_anew(io.BytesIO(PDF), "application/pdf") == {}
    assert pictures.drawn_anew(io.BytesIO(b"ftypheic"), "image/heic") == {}
