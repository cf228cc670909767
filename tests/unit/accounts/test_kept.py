"""What is kept of a form that came too late."""

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from kla.accounts import kept

SAME = {"Sec-Fetch-Site": "same-origin"}


def sent(path: str, data: dict[str, str], headers: dict[str, str] = SAME) -> Request:
    return Request(
        EnvironBuilder(path=path, method="POST", data=data, headers=headers).get_environ()
    )


class TestKept:
    def test_fields_are_kept_but_for_the_token(self):
        request = sent("/cases/new", {"story": "a", "csrf_token": "t"})

        assert kept.of_refused_request(request) == ("/cases/new", [("story", "a")])

    @pytest.mark.parametrize("path", ["/sign-in", "/activate/phone", "/security/passphrase"])
    def test_nothing_is_kept_of_pages_where_secrets_are_typed(self, path):
        assert kept.of_refused_request(sent(path, {"x": "y"})) is None

    @pytest.mark.parametrize("path", ["//evil.example/x", "https://evil.example", "cases"])
    def test_nothing_is_carried_to_another_site(self, path):
        assert kept.of_sign_in(sent("/sign-in", {"kept_path": path, "kept-a": "b"})) is None

    def test_an_older_browser_proves_itself_by_its_origin(self):
        mine = sent("/cases/new", {"a": "b"}, {"Origin": "http://localhost"})
        foreign = sent("/cases/new", {"a": "b"}, {"Origin": "http://evil.example"})

        assert kept.of_refused_request(mine) is not None
        assert kept.of_refused_request(foreign) is None
