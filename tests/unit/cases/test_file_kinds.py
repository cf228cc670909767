"""A file is what it holds, whatever it is called."""

import io

import pytest
from PIL import Image

from kla.cases import file_kinds
from kla.core.errors import Invalid

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (80, 60)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 40).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (PDF, "application/pdf"),
    ],
)
def test_four_kinds_are_taken(content, kind):
    stream = io.BytesIO(content)
    assert file_kinds.kind_of(stream) == kind
    assert stream.tell() == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "file-empty"),
        (b"MZ\x90\x00 a program", "file-kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file-kind"),
        (picture("GIF"), "file-kind"),
        (b"\xff\xd8\xff and then nothing of a picture", "file-broken"),
        (picture("JPEG", (400, 400))[:-2000], "file-broken"),
        (picture("PNG")[:200], "file-broken"),
        (PDF[:-8], "file-broken"),
    ],
)
def test_anything_else_is_refused_beside_its_field(content, reason):
    with pytest.raises(Invalid) as refused:
        file_kinds.kind_of(io.BytesIO(content))
    assert (refused.value.reason, refused.value.field) == (reason, "file")


def test_a_picture_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(file_kinds, "MOST_PIXELS", 1000)
    with pytest.raises(Invalid):
        file_kinds.kind_of(io.BytesIO(picture("PNG")))


@pytest.mark.parametrize(("kind", "ending"), [("image/jpeg", "jpg"), ("application/pdf", "pdf")])
def test_a_kind_has_an_ending(kind, ending):
    assert file_kinds.ending_of(kind) == ending
