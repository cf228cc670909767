"""A form sends nobody to another site."""

import pytest

from kla.web.links import local_path


@pytest.mark.parametrize("path", ["/", "/cases?page=2", "/cases/1#notes"])
def test_our_own_paths_are_followed(path):
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "cases", "//x.example", "https://x.example/", "/\\x.example", "/a\r\nb", "javascript:x"],
)
def test_other_addresses_are_not(path):
    assert local_path(path) is None
