"""Programs of other offices are let in, listed and stopped at a terminal."""

import re

import pytest

from kla.crypto import signing
from tests.factories_senders import pem_of
from tests.integration.cli.conftest import run

KID = re.compile(r"\b[0-9a-f]{32}\b")


@pytest.fixture
def key(tmp_path):
    """A file with a public key."""
    path = tmp_path / "key.pem"
    path.write_text(pem_of(signing.generate_signing_pair().public))
    return str(path)


def test_a_key_is_added_listed_and_stopped(begun, key):
    added = run(begun, "senders", "add", "Layanan Contoh", key)
    kid = KID.search(added.output)[0]
    listed = run(begun, "senders", "list").output
    stopped = run(begun, "senders", "stop", kid)

    assert added.exit_code == stopped.exit_code == 0
    assert kid in listed
    assert "good" in listed
    assert listed.rstrip().endswith("Layanan Contoh")
    assert "good" not in run(begun, "senders", "list").output


def test_the_same_key_twice_is_refused(begun, key):
    run(begun, "senders", "add", "Layanan Contoh", key)

    again = run(begun, "senders", "add", "Layanan Lain", key)

    assert again.exit_code == 1
    assert again.stderr.startswith("Error: ")


def test_another_file_is_refused(begun, tmp_path):
    file = tmp_path / "key.pem"
    file.write_text("not a key")

    said = run(begun, "senders", "add", "Layanan Contoh", str(file))

    assert said.exit_code == 1
    assert said.stderr == "Error: That value is refused for key: no ed25519 key.\n"


def test_an_unknown_key_can_not_be_stopped(begun):
    said = run(begun, "senders", "stop", "0" * 32)

    assert said.exit_code == 1
    assert said.stderr == "Error: There is no such record.\n"


@pytest.mark.parametrize("command", ["add", "list", "stop"])
def test_each_command_says_what_it_does(app, command):
    assert "Usage:" in run(app, "senders", command, "--help").output
