import dataclasses
import threading
import time

import pytest

from kla.core.errors import Unreadable
from kla.crypto import passwords
from kla.crypto.passwords import CHOSEN, KdfParams, Wrap, stretch, unwrap_key, wrap_key
from tests.unit.crypto.samples import CHEAP, KEY, cuts, flips

PEPPER, DEVICE = b"pepper", b"d" * 16
WORDS = "mucala-dabaho-koribu-punadu"


def wrapped(**changes):
    return wrap_key(KEY, WORDS, **{"pepper": PEPPER, "params": CHEAP, **changes})


def test_the_passphrase_opens_the_wrap():
    assert unwrap_key(wrapped(), WORDS, pepper=PEPPER) == KEY


def test_however_it_is_typed():
    assert unwrap_key(wrapped(), " MUCALA dabaho.koribu punadu", pepper=PEPPER) == KEY


def test_a_chosen_one_is_taken_as_it_is():
    wrap = wrapped(method=CHOSEN)
    assert unwrap_key(wrap, WORDS, pepper=PEPPER) == KEY
    with pytest.raises(Unreadable):
        unwrap_key(wrap, WORDS.upper(), pepper=PEPPER)


@pytest.mark.parametrize(
    ("passphrase", "pepper", "device"),
    [
        ("mucala-dabaho-koribu-punada", PEPPER, DEVICE),
        ("", PEPPER, DEVICE),
        (WORDS, b"other", DEVICE),
        (WORDS, b"", DEVICE),
        (WORDS, PEPPER, b""),
        (WORDS, PEPPER, b"e" * 16),
    ],
)
def test_each_factor_is_needed(passphrase, pepper, device):
    wrap = wrapped(device_secret=DEVICE)
    assert unwrap_key(wrap, WORDS, pepper=PEPPER, device_secret=DEVICE) == KEY
    with pytest.raises(Unreadable):
        unwrap_key(wrap, passphrase, pepper=pepper, device_secret=device)


def test_it_survives_being_stored():
    wrap = wrapped()
    assert Wrap.from_json(wrap.to_json()) == wrap


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"method":"generated","salt":"zz"}'])
def test_what_is_no_wrap_is_unreadable(text):
    with pytest.raises(Unreadable):
        Wrap.from_json(text)


@pytest.mark.parametrize(
    "change",
    [
        {"method": CHOSEN},
        {"salt": bytes(16)},
        {"params": KdfParams(16, 1, 1)},
        {"params": KdfParams(8, 2, 1)},
    ],
)
def test_no_part_of_it_can_be_edited(change):
    wrap = wrap_key(KEY, "mucaladabahokoribupunadu", pepper=PEPPER, params=CHEAP)
    with pytest.raises(Unreadable):
        unwrap_key(dataclasses.replace(wrap, **change), "mucaladabahokoribupunadu", pepper=PEPPER)


def test_every_changed_byte_and_every_cut_is_noticed():
    wrap = wrapped()
    for ct in (*flips(wrap.ct), *cuts(wrap.ct)):
        with pytest.raises(Unreadable):
            unwrap_key(dataclasses.replace(wrap, ct=ct), WORDS, pepper=PEPPER)


def test_two_wraps_share_nothing():
    assert wrapped().salt != wrapped().salt
    assert wrapped().ct != wrapped().ct


def test_a_person_may_have_several_devices():
    for device in (b"a" * 16, b"b" * 16):
        wrap = wrapped(device_secret=device)
        assert unwrap_key(wrap, WORDS, pepper=PEPPER, device_secret=device) == KEY


def test_two_are_stretched_at_a_time(monkeypatch):
    running, seen = [], []

    class Slow:
        def __init__(self, **given):
            pass

        def derive(self, raw):
            running.append(raw)
            seen.append(len(running))
            time.sleep(0.02)
            running.pop()
            return bytes(32)

    monkeypatch.setattr(passwords, "Argon2id", Slow)
    threads = [threading.Thread(target=stretch, args=("x", KEY, b"", CHEAP)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(seen) <= 2


@pytest.mark.parametrize(("seconds", "mib"), [(0.0, 256), (1.0, 64), (0.0995, 128)])
def test_the_cost_fits_the_machine_and_is_never_below_the_default(monkeypatch, seconds, mib):
    clock = [0.0]

    def slow(passphrase, salt, pepper, params):
        clock[0] += seconds * params.memory_kib / 65536
        return bytes(32)

    monkeypatch.setattr(passwords, "stretch", slow)
    monkeypatch.setattr(passwords.time, "perf_counter", lambda: clock[0])
    assert passwords.calibrate(200) == KdfParams(mib * 1024, 3, 1)


def test_the_default_is_64_mebibytes_three_times():
    assert KdfParams(65536, 3, 1) == passwords.DEFAULT
