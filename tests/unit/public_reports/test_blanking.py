"""What a phone writes beside sound and film is blanked, and nothing is moved."""

import io
import struct
import time

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.public_reports.blanking import BOXED, MOST_BOXES, PDF, blanked

AUTHOR = "Bunga Rekaan"
WHERE = b"-01.2379+116.8529/"
FILM = b"sound and pictures" * 20_000  # more than is read at once


def box(name: bytes, *content: bytes) -> bytes:
    whole = b"".join(content)
    return struct.pack(">I", 8 + len(whole)) + name + whole


def large(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4sQ", 1, name, 16 + len(content)) + content


def movie(version: int = 0) -> bytes:
    """A film as phones make them: dated heads, a place, and tags after the sound and pictures."""
    dates = b"\x11" * (8 if version == 0 else 16)
    dated = bytes([version, 0, 0, 0]) + dates + b"rest"
    track = box(b"trak", box(b"tkhd", dated), box(b"mdia", box(b"mdhd", dated)))
    tags = box(b"udta", box(b"\xa9xyz", WHERE)), box(b"meta", b"com.apple.make Phone 9")
    parts = (box(b"mvhd", dated), track, *tags, box(b"uuid", b"xmp" + WHERE))
    return box(b"ftyp", b"mp42\x00\x00\x00\x00") + large(b"mdat", FILM) + box(b"moov", *parts)


def wav() -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)

    chunks = chunk(b"fmt ", bytes(16)), chunk(b"LIST", b"INFO" + WHERE + b"!"), chunk(b"data", FILM)
    whole = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


def mp3(at_end: bytes = b"TAG" + WHERE.ljust(125, b"\0")) -> bytes:
    tag = b"GEOB" + WHERE * 20
    length = bytes([0, 0, len(tag) >> 7, len(tag) & 0x7F])
    return b"ID3\x04\x00\x40" + length + tag + b"\xff\xfb\x90\x00" + FILM + at_end


def kept(content: bytes, kind: str) -> bytes:
    return io.BufferedReader(blanked(io.BytesIO(content), kind)).read()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (movie(), "video/mp4"),
        (movie(1), "video/quicktime"),
        (movie(), "video/3gpp"),
        (movie(), "audio/mp4"),
        (wav(), "audio/wav"),
        (mp3(), "audio/mpeg"),
    ],
)
def test_no_place_is_left_and_what_was_taken_stays(content, kind):
    made = kept(content, kind)

    assert WHERE in content
    assert WHERE not in made
    assert b"Phone" not in made
    assert FILM in made
    assert made.index(FILM) == content.index(FILM)
    assert len(made) == len(content)


@pytest.mark.parametrize("version", [0, 1])
def test_the_day_and_hour_go_and_lengths_stay(version):
    made = kept(movie(version), "video/mp4")

    assert b"\x11" not in made
    assert made.count(b"rest") == 3
    assert made.count(b"free") == 3


def test_a_tag_that_is_blanked_is_one_of_padding():
    assert kept(mp3(), "audio/mpeg")[:6] == b"ID3\x04\x00\x00"


def test_a_place_in_a_box_that_is_no_container_is_not_searched_for():
    content = box(b"ftyp", b"mp42") + box(b"mdat", box(b"udta", WHERE))
    assert kept(content, "video/mp4") == content


def test_other_kinds_stay_as_they_came():
    assert kept(movie(), "application/msword") == movie()


def letter() -> bytes:
    """A PDF as programs make them that say who sat before them."""
    made = pikepdf.new()
    made.add_blank_page()
    made.docinfo["/Author"] = AUTHOR
    made.docinfo["/Creator"] = "Tulis 7 (rumah)"
    made.docinfo["/CreationDate"] = "D:20261125223000+08'00'"
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = [AUTHOR]
    made.docinfo["/Title"] = "Surat"
    out = io.BytesIO()
    made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return out.getvalue()


def test_of_a_pdf_nobody_learns_who_made_it_and_when():
    made = kept(letter(), "application/pdf")

    assert AUTHOR.encode() in letter()
    assert AUTHOR.encode() not in made
    assert b"20261125" not in made
    assert len(made) == len(letter())
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert len(opened.pages) == 1
        assert str(opened.docinfo["/Author"]).strip() == ""
        assert str(opened.docinfo["/Title"]) == "Surat"


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (b"/Author (Ibu \\(RT 3\\))", b"/Author (            )"),
        (b"/Author<4275 6469>", b"/Author<         >"),
        (b"/Encrypt 4 0 R /Author(x)", b"/Encrypt 4 0 R /Author(x)"),
        (b"/Author (never closed", b"/Author (never closed"),
        (
            b"<?xpacket begin='' id=''?>who<?xpacket end='w'?>",
            b"<?xpacket begin='' id=''?>   <?xpacket end='w'?>",
        ),
        (b"<?xpacket begin='' id=''?>who", b"<?xpacket begin='' id=''?>who"),
        (b"<?xpacket begin<?xpacket end", b"<?xpacket begin<?xpacket end"),
    ],
)
def test_strings_and_packets_of_a_pdf(written, left):
    assert kept(written, "application/pdf") == left


def test_a_pdf_made_to_keep_the_reader_busy_does_not():
    parts = (b"/Author(" + b"a" * 50) * 20_000, b"<?xpacket begin?>" * 20_000, b"/Author" * 50_000
    began = time.perf_counter()
    content = b"".join(parts)
    assert len(kept(content, "application/pdf")) == len(content)
    assert time.perf_counter() - began < 5


@given(st.binary(max_size=300), st.sampled_from([*sorted(BOXED), "audio/mpeg", "audio/wav", PDF]))
def test_whatever_comes_is_read_to_its_end(content, kind):
    made = kept(content, kind)
    assert len(made) == len(content)
    assert kept(made, kind) == made


@given(
    st.lists(st.sampled_from([b"moov", b"trak", b"udta", b"mvhd", b"free"]), max_size=9), st.data()
)
def test_boxes_in_boxes_cut_anywhere_keep_their_length(names, data):
    whole = b""
    for name in names:
        whole = box(name, whole, b"\x01" * 9)
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    assert len(kept(cut, "video/mp4")) == len(cut)


def test_a_file_of_endless_boxes_is_not_read_for_ever():
    content = box(b"udta") * (MOST_BOXES + 5)
    made = kept(content, "video/mp4")
    assert (made.count(b"free"), made.count(b"udta")) == (MOST_BOXES, 5)


@given(st.integers(0, 200), st.integers(0, 200))
def test_it_is_read_from_any_place(begin, count):
    whole = io.BytesIO(kept(mp3(b""), "audio/mpeg"))
    stream = blanked(io.BytesIO(mp3(b"")), "audio/mpeg")
    stream.seek(begin)
    whole.seek(begin)
    assert stream.read(count) == whole.read(count)
