import sqlite3
import stat
import threading

import pytest

from kla.core.errors import Unreadable
from kla.crypto.shred import MemoryHandles, SqliteHandles


@pytest.fixture(params=["memory", "sqlite"])
def handles(request, tmp_path):
    if request.param == "memory":
        yield MemoryHandles()
    else:
        store = SqliteHandles(tmp_path / "handles.db")
        yield store
        store.close()


@pytest.fixture
def store(tmp_path):
    store = SqliteHandles(tmp_path / "handles.db")
    yield store
    store.close()


def test_a_handle_is_kept(handles):
    made = handles.add("case/1")
    assert len(made) == 32
    assert handles.get("case/1") == made


def test_a_handle_is_made_once(handles):
    assert handles.add("case/1") == handles.add("case/1")
    assert handles.add("case/1") != handles.add("case/2")


def test_a_deleted_handle_is_gone(handles):
    made = handles.add("case/1")
    handles.delete("case/1")
    with pytest.raises(Unreadable):
        handles.get("case/1")
    assert handles.add("case/1") != made


def test_one_that_never_was_is_gone_too(handles):
    handles.delete("case/1")
    with pytest.raises(Unreadable):
        handles.get("case/1")


def test_many_are_fetched_and_the_gone_left_out(handles):
    made = {f"case/{n}": handles.add(f"case/{n}") for n in range(5)}
    handles.delete("case/3")
    del made["case/3"]
    assert handles.get_many([f"case/{n}" for n in range(9)]) == made
    assert handles.get_many([]) == {}


def test_a_page_is_one_query(store):
    store.add("case/1")
    asked = []
    store._connection.set_trace_callback(asked.append)
    store.get_many([f"case/{n}" for n in range(100)])
    assert len(asked) == 1


def test_more_than_a_page_is_fetched_too(store):
    for n in range(20):
        store.add(f"case/{n}")
    assert len(store.get_many([f"case/{n}" for n in range(2100)])) == 20


def test_no_byte_of_a_deleted_handle_is_left_in_the_folder(store, tmp_path):
    made = [store.add(f"case/{n}") for n in range(100)]
    for n in range(100):
        store.delete(f"case/{n}")
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not [handle for handle in made if handle in left]
    assert [path.name for path in tmp_path.iterdir()] == ["handles.db"]


def test_a_copy_in_the_journal_goes_with_the_deletion(store, tmp_path):
    first = store.add("case/1")
    store.add("case/2")
    store.delete("case/1")
    assert first not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_many_are_made_at_once(handles):
    made = handles.add("case/1")
    handles.add_many([f"case/{n}" for n in range(5)])
    found = handles.get_many([f"case/{n}" for n in range(9)])
    assert len(set(found.values())) == 5
    assert found["case/1"] == made


def test_only_the_owner_may_read_the_file(store, tmp_path):
    store.add("case/1")
    assert stat.S_IMODE((tmp_path / "handles.db").stat().st_mode) == 0o600


def test_it_overwrites_and_waits_for_the_disk(store):
    store.add("case/1")
    asked = ("journal_mode", "secure_delete", "synchronous")
    found = [store._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
    assert found == ["persist", 1, 2]


def test_it_survives_being_closed(store, tmp_path):
    made = store.add("case/1")
    store.close()
    assert store.get("case/1") == made
    again = SqliteHandles(tmp_path / "handles.db")
    assert again.get("case/1") == made
    again.close()


def test_threads_share_it(store):
    made = []
    threads = [
        threading.Thread(target=lambda: made.extend(store.add(f"case/{n}") for n in range(10)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 40
    assert len(set(made)) == 10


def test_another_process_opens_its_own_connection(store, monkeypatch):
    store.add("case/1")
    first = store._connection
    monkeypatch.setattr("kla.crypto.shred.os.getpid", lambda: -1)
    store.get("case/1")
    assert store._connection is not first
    first.close()


def test_a_broken_file_is_no_empty_store(tmp_path):
    (tmp_path / "handles.db").write_bytes(b"not a database, but long enough to be one" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        SqliteHandles(tmp_path / "handles.db").get("case/1")
