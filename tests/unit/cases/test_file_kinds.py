"""A file is what it holds, whatever it is called."""

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kla.cases import file_kinds, office_kinds
from kla.cases.forms.files import words_of
from kla.core.errors import Invalid

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
OPEN_XML = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"


def picture(kind: str, size: tuple[int, int] = (80, 60)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 40).save(out, kind)
    return out.getvalue()


def office(*names: str, mimetype: str = "") -> bytes:
    """A document as word processors pack it: a list of names, and something under each."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype:
            archive.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name in names:
            archive.writestr(name, "<xml/>")
    return out.getvalue()


def old_office(stream: str) -> bytes:
    """The head of a compound file, and a directory that names one stream."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    struct.pack_into("<H", head, 30, 9)
    struct.pack_into("<I", head, 48, 1)
    entries = b""
    for name in ("Root Entry", stream):
        raw = name.encode("utf-16-le")
        entries += raw.ljust(64, b"\0") + struct.pack("<H", len(raw) + 2) + bytes(62)
    return bytes(head) + bytes(512) + entries.ljust(512, b"\0")


def boxes(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(200)


def kind_of(content: bytes) -> str:
    stream = io.BytesIO(content)
    kind = file_kinds.kind_of(stream)
    assert stream.tell() == 0
    return kind


DOCX = office("[Content_Types].xml", "word/document.xml")
WITH_MACROS = office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (boxes(b"heic"), "image/heic"),
        (PDF, "application/pdf"),
        (b"ID3\x04\0" + bytes(50), "audio/mpeg"),
        (b"\xff\xfb\x90\x44" + bytes(50), "audio/mpeg"),
        (b"\xff\xf1\x50\x80" + bytes(50), "audio/aac"),
        (boxes(b"M4A "), "audio/mp4"),
        (b"OggS\0\x02" + bytes(22) + b"OpusHead", "audio/ogg"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
        (b"#!AMR\n" + bytes(30), "audio/amr"),
        (boxes(b"isom"), "video/mp4"),
        (boxes(b"qt  "), "video/quicktime"),
        (b"\0\0\0\x08wide\0\0\x10\0mdat" + bytes(20), "video/quicktime"),
        (boxes(b"3gp5"), "video/3gpp"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "video/webm"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska", "video/x-matroska"),
        (DOCX, f"{OPEN_XML}.wordprocessingml.document"),
        (WITH_MACROS, f"{OPEN_XML}.wordprocessingml.document"),
        (office("[Content_Types].xml", "xl/workbook.xml"), f"{OPEN_XML}.spreadsheetml.sheet"),
        (office("[Content_Types].xml", "ppt/p.xml"), f"{OPEN_XML}.presentationml.presentation"),
        (office("content.xml", mimetype=f"{OPEN_DOCUMENT}.text"), f"{OPEN_DOCUMENT}.text"),
        (old_office("WordDocument"), "application/msword"),
        (old_office("Workbook"), "application/vnd.ms-excel"),
        (old_office("PowerPoint Document"), "application/vnd.ms-powerpoint"),
        ("Ibu datang pukul 9, café.\r\n".encode(), "text/plain"),
        ("Ibu datang.\n".encode("utf-16"), "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "text/plain"),
    ],
)
def test_a_kind_is_told_by_content(content, kind):
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "file-empty"),
        (b"MZ\x90\x00 a program", "file-kind"),
        (b"\x7fELF\x02\x01\x01", "file-kind"),
        (picture("GIF"), "file-kind"),
        (office("evil.exe"), "file-kind"),
        (old_office("Setup"), "file-kind"),
        (DOCX[:-30], "file-broken"),
        (b"PK\x03\x04 and nothing more", "file-broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file-broken"),
        (PDF[:-8], "file-broken"),
        ("Kalimat terpotong é".encode()[:-1], "file-kind"),
        (b"\x00\x01\x02", "file-kind"),
    ],
)
def test_anything_else_is_refused_beside_its_field(content, reason):
    with pytest.raises(Invalid) as refused:
        file_kinds.kind_of(io.BytesIO(content))
    assert (refused.value.reason, refused.value.field) == (reason, "file")


def test_a_bomb_of_an_archive_is_told_without_unpacking_it(monkeypatch):
    """Ten megabytes of zeros in ten kilobytes: only its names are read."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<xml/>")
        archive.writestr("word/document.xml", bytes(10_000_000))
    monkeypatch.setattr(zipfile.ZipFile, "open", None)

    assert kind_of(out.getvalue()).endswith("wordprocessingml.document")


def test_a_bomb_of_names_is_refused_unread(monkeypatch):
    monkeypatch.setattr(office_kinds, "MOST_LIST", 10)
    monkeypatch.setattr(office_kinds.zipfile, "ZipFile", None)

    with pytest.raises(Invalid) as refused:
        kind_of(DOCX)
    assert refused.value.reason == "file-broken"


@given(st.binary(max_size=600))
def test_whatever_comes_is_told_or_refused(content):
    starts = (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"RIFF", b"\xff", b"%PDF-")
    for start in starts:
        with suppress(Invalid):
            assert kind_of(start + content) in file_kinds.KINDS


@pytest.mark.parametrize("kind", file_kinds.KINDS)
def test_every_kind_has_an_ending_and_words(kind):
    assert file_kinds.ending_of(kind).isalnum()
    assert file_kinds.ending_of(kind).upper() in words_of(kind)
