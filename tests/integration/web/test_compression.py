"""What leaves is packed for whoever can unpack it, and says so."""

import gzip

import pytest

PACKED = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("path", ["/sign-in", "/static/kla.css", "/static/icons.svg"])
def test_text_travels_packed_and_comes_out_the_same(client, path):
    plain = client.get(path, buffered=True)
    plain.close()
    packed = client.get(path, headers=PACKED)

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2
    assert "Accept-Encoding" in plain.headers["Vary"]
    if path.startswith("/static"):
        assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data)


def test_pictures_and_small_answers_stay_as_they_are(client):
    assert "Content-Encoding" not in client.get("/healthz", headers=PACKED).headers


def test_two_answers_that_are_alike_stay_alike(client):
    first, second = (client.get(f"/none/{n}", headers=PACKED) for n in "12")
    assert first.data == second.data


def test_a_browser_that_kept_a_file_is_told_to_go_on_using_it(client):
    kept = client.get("/static/kla.css", headers=PACKED)
    again = client.get("/static/kla.css", headers={**PACKED, "If-None-Match": kept.headers["ETag"]})

    assert again.status_code == 304
    assert again.data == b""
    again.close()
