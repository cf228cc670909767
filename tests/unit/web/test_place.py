"""A fault is logged by its place in our own code."""

import json

from kla.core.errors import Invalid
from kla.trail.history import history_key
from kla.web.errors import place_of
from kla.web.links import local_path


def fault_of(call):
    try:
        call()
    except Exception as error:
        return place_of(error)
    raise AssertionError


def test_names_the_deepest_line_of_ours_not_the_librarys():
    assert "history.py:" in fault_of(lambda: history_key(None)) or "encoding.py:" in fault_of(
        lambda: history_key(None)
    )
    assert "links.py:" in fault_of(lambda: local_path(None))


def test_names_the_first_line_where_none_is_ours():
    assert "test_place.py:" in fault_of(lambda: json.loads("{"))


def test_says_nothing_of_the_values():
    def fail():
        raise Invalid("a name")

    assert "a name" not in fault_of(fail)
