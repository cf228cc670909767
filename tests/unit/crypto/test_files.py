import io
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kla.core.errors import Unreadable
from kla.crypto.files import (
    EncryptedSpool,
    decrypt_stream,
    encrypt_stream,
    file_context,
    new_file_key,
    pieces_of,
    read_file,
    verify_stream,
)
from tests.unit.crypto.samples import KEY, OTHER_ROW, ROW, cuts, flips

CONTEXT = file_context(ROW, OTHER_ROW)
CHUNK = 16_384 + 16
MARKER = b"nama anak yang tidak boleh bocor "


def encrypted(clear: bytes) -> bytes:
    return b"".join(encrypt_stream(KEY, CONTEXT, pieces_of(io.BytesIO(clear))))


@pytest.mark.parametrize("size", [0, 1, 16_383, 16_384, 16_385, 200_000])
def test_a_file_comes_back(size):
    clear = os.urandom(size)
    sealed = encrypted(clear)
    assert len(sealed) == size + 56 + 16 * (size // 16_384 + 1)
    assert b"".join(decrypt_stream(KEY, CONTEXT, pieces_of(io.BytesIO(sealed)))) == clear
    assert verify_stream(KEY, CONTEXT, [sealed]) == size


def test_every_changed_byte_and_every_cut_is_noticed():
    sealed = encrypted(b"short")
    for damaged in (*flips(sealed), *cuts(sealed), sealed + b"\0"):
        with pytest.raises(Unreadable):
            verify_stream(KEY, CONTEXT, [damaged])


@pytest.mark.parametrize(
    "damage",
    [
        lambda s: s[: 56 + CHUNK],
        lambda s: s[: 56 + 2 * CHUNK],
        lambda s: s[:56] + s[56 + CHUNK :],
        lambda s: (
            s[:56] + s[56 + CHUNK : 56 + 2 * CHUNK] + s[56 : 56 + CHUNK] + s[56 + 2 * CHUNK :]
        ),
        lambda s: s[: 56 + CHUNK] + s[56:],
        lambda s: s + s[56:],
    ],
    ids=["first-only", "last-missing", "dropped", "swapped", "repeated", "appended"],
)
def test_chunks_cannot_be_rearranged(damage):
    with pytest.raises(Unreadable):
        verify_stream(KEY, CONTEXT, [damage(encrypted(b"a" * 40_000))])


@pytest.mark.parametrize(
    "context", [file_context(ROW, ROW), file_context(OTHER_ROW, OTHER_ROW), b""]
)
def test_a_file_is_bound_to_case_and_attachment(context):
    with pytest.raises(Unreadable):
        verify_stream(KEY, context, [encrypted(b"a")])


def test_another_key_does_not_open_it():
    with pytest.raises(Unreadable):
        verify_stream(new_file_key(), CONTEXT, [encrypted(b"a")])


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        list(encrypt_stream(b"short", CONTEXT, []))


def test_a_cut_file_never_begins_to_be_read():
    whole = encrypted(b"a" * 40_000)
    assert b"".join(read_file(KEY, CONTEXT, io.BytesIO(whole))) == b"a" * 40_000
    with pytest.raises(Unreadable):
        read_file(KEY, CONTEXT, io.BytesIO(whole[: 56 + CHUNK]))


@pytest.fixture
def spool(tmp_path):
    spool = EncryptedSpool(tmp_path, in_memory=1000)
    yield spool
    spool.close()


def on_disk(spool: EncryptedSpool) -> bytes:
    return os.pread(spool._file.fileno(), 10**7, 0)


def test_a_small_upload_stays_in_memory(spool):
    spool.write(b"a" * 1000)
    assert not spool.on_disk
    spool.seek(0)
    assert spool.read() == b"a" * 1000


def test_a_large_one_goes_to_disk_unreadable(spool):
    content = MARKER * 1000
    for start in range(0, len(content), 700):
        spool.write(content[start : start + 700])
    assert spool.on_disk
    spool._file.flush()
    stored = on_disk(spool)
    assert len(stored) == len(content)
    assert MARKER[:8] not in stored
    spool.seek(0)
    assert spool.read() == content


def test_nothing_of_it_has_a_name(spool, tmp_path):
    spool.write(b"a" * 5000)
    assert list(tmp_path.iterdir()) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.binary(min_size=1, max_size=90), max_size=20), st.data())
def test_it_reads_like_a_file(tmp_path, pieces, data):
    content = b"".join(pieces)
    with EncryptedSpool(tmp_path, in_memory=100) as spool:
        for piece in pieces:
            spool.write(piece)
        for _ in range(5):
            at, count = data.draw(st.integers(0, len(content) + 3)), data.draw(st.integers(0, 60))
            spool.seek(at)
            assert spool.read(count) == content[at : at + count]
            assert spool.tell() == at + len(content[at : at + count])


def test_places_are_counted_like_in_a_file(spool):
    spool.write(b"0123456789")
    assert spool.seek(-3, io.SEEK_END) == 7
    assert spool.read(1) == b"7"
    assert spool.seek(1, io.SEEK_CUR) == 9
    assert spool.read() == b"9"
    with pytest.raises(ValueError, match="before"):
        spool.seek(-1)


def test_it_is_written_at_its_end_only(spool):
    spool.write(b"a" * 5)
    spool.seek(2)
    with pytest.raises(io.UnsupportedOperation):
        spool.write(b"b")
    spool.seek(0, io.SEEK_END)
    spool.write(bytearray(b"c"))
    spool.seek(0)
    assert spool.readall() == b"aaaaac"


def test_it_can_be_wrapped_and_copied(spool):
    spool.write(b"satu\ndua\n" * 500)
    spool.seek(0)
    assert spool.readable()
    assert spool.writable()
    assert spool.seekable()
    assert len(list(io.BufferedReader(spool))) == 1000


def test_two_spools_have_keys_of_their_own(tmp_path):
    stored = []
    for _ in range(2):
        with EncryptedSpool(tmp_path, in_memory=0) as spool:
            spool.write(b"a" * 64)
            spool._file.flush()
            stored.append(on_disk(spool))
    assert stored[0] != stored[1]


def test_a_closed_one_is_gone(spool):
    spool.write(b"a" * 5000)
    spool.close()
    spool.close()
    with pytest.raises(ValueError, match="closed"):
        spool.read()
