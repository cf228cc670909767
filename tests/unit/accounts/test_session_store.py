"""Login sessions at rest: sealed, bound to their place, private to the program."""

import sqlite3
import stat
from dataclasses import replace

import pytest

from kla.accounts import session_store
from kla.accounts.session_store import SessionStore

MARKER = "perahu-kertas-nangka"
OWNER = bytes(range(16))


@pytest.fixture
def store(tmp_path) -> SessionStore:
    return SessionStore(tmp_path / "sessions.db")


def saved(store: SessionStore, owner: bytes = OWNER) -> tuple[str, session_store.Row]:
    token, row = session_store.new_row(owner, "Firefox", 1000, 2000)
    row = replace(row, content={"secret": MARKER})
    store.save(token, row)
    return token, row


def change(store: SessionStore, statement: str, *values: object) -> None:
    with sqlite3.connect(store.path) as connection:
        connection.execute(statement, values)


class TestSessionStore:
    def test_the_token_opens_what_was_saved(self, store):
        token, row = saved(store)

        assert store.load(token) == row

    def test_another_token_finds_nothing(self, store):
        saved(store)

        assert store.load(session_store.new_row(OWNER, "", 1, 2)[0]) is None

    @pytest.mark.parametrize("token", ["", "x", "ä" * 40, "A" * 4000, "\0"])
    def test_what_is_no_token_finds_nothing(self, store, token):
        assert store.load(token) is None

    def test_nothing_of_it_can_be_read_from_the_files(self, store):
        token, _row = saved(store)

        files = [path.read_bytes() for path in store.path.parent.iterdir()]

        assert [data for data in files if MARKER.encode() in data or token.encode() in data] == []

    def test_only_the_program_may_open_the_files(self, store):
        saved(store)

        modes = {stat.S_IMODE(path.stat().st_mode) for path in store.path.parent.iterdir()}

        assert modes == {0o600}

    @pytest.mark.parametrize(
        ("column", "value"),
        [("created", 999), ("seen", 1001), ("expires", 999_999), ("owner", bytes(16))],
    )
    def test_a_row_that_was_edited_does_not_open(self, store, column, value):
        token, _row = saved(store)

        change(store, f"UPDATE login_session SET {column} = ?", value)  # noqa: S608 -- own words

        assert store.load(token) is None

    def test_content_moved_to_another_row_does_not_open(self, store):
        (mine, my_row), (other, _) = saved(store), saved(store)

        change(
            store,
            "UPDATE login_session SET content = (SELECT content FROM login_session WHERE id = ?)",
            my_row.id.bytes,
        )

        assert store.load(mine) is not None
        assert store.load(other) is None

    def test_a_row_moved_to_another_id_does_not_open(self, store):
        (mine, my_row), (other, other_row) = saved(store), saved(store)

        change(store, "DELETE FROM login_session WHERE id = ?", other_row.id.bytes)
        change(store, "UPDATE login_session SET id = ?", other_row.id.bytes)

        assert store.load(other) is None
        assert store.load(mine) is None
        assert my_row.id != other_row.id

    def test_writing_does_not_bring_an_ended_one_back(self, store):
        token, row = saved(store)
        store.end(row.id, OWNER)

        assert not store.update(token, row)
        assert store.load(token) is None

    def test_only_the_owner_ends_it(self, store):
        token, row = saved(store)

        assert not store.end(row.id, b"somebody else 16")
        assert store.load(token) == row

    def test_all_of_an_owner_end_but_one(self, store):
        (kept, kept_row), (ended, _) = saved(store), saved(store)
        foreign, _ = saved(store, owner=b"somebody else 16")

        assert store.end_all(OWNER, but=kept_row.id) == 1

        assert [store.load(token) is None for token in (kept, ended, foreign)] == [
            False,
            True,
            False,
        ]

    def test_pruning_removes_what_ran_out(self, store):
        token, _row = saved(store)

        assert store.prune(1999) == 0
        assert store.prune(2000) == 1
        assert store.load(token) is None
