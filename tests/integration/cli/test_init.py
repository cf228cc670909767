"""The key ceremony: sheets that give the seed back, a voucher that lets the first supervisor in."""

import stat
from datetime import timedelta

import pytest

from kla.access.policy import Role
from kla.accounts.identity import office_of
from kla.accounts.services import activation, sign_in
from kla.accounts.types import Activate, Credentials
from kla.core import clock
from kla.core.errors import Unreadable
from kla.crypto import recovery
from kla.crypto.tokens import new_totp_secret, totp_code
from kla.extensions import db
from tests.integration.cli.conftest import codes_in, reread, run, sheets_in

PASSPHRASE = "mucala-dabaho-koribu-punadu"


def come_in(app, username: str, code: str):
    """Activate somebody with a code, and sign them in a minute later."""
    office = office_of(app, reread(app))
    phone, now = new_totp_secret(), clock.now()
    command = Activate(
        username=username,
        code=code,
        passphrase=PASSPHRASE,
        totp_secret=phone,
        totp_code=totp_code(phone, now),
    )
    with app.app_context():
        activation.activate(db.session(), office, command)
        db.session.commit()
        credentials = Credentials(
            username=username,
            passphrase=PASSPHRASE,
            code=totp_code(phone, now + timedelta(seconds=30)),
        )
        signed_in = sign_in.sign_in(db.session(), office, credentials)
        db.session.commit()
    return signed_in.actor


class TestCeremony:
    def test_any_three_sheets_give_the_seed_of_the_written_root(self, begun):
        shares = [
            recovery.decode_share(text) for text in sheets_in(begun.extensions["said"].output)
        ]
        seed = recovery.join_shares([shares[4], shares[0], shares[2]])
        settings = begun.extensions["settings"]

        assert len(shares) == 5
        assert recovery.root_from_seed(seed).public == settings.root_public_key
        assert recovery.recovery_from_seed(seed).public == settings.recovery_public_key

    def test_two_sheets_do_not(self, begun):
        shares = [
            recovery.decode_share(text) for text in sheets_in(begun.extensions["said"].output)
        ]

        with pytest.raises(Unreadable):
            recovery.join_shares(shares[:2])

    def test_the_seed_is_nowhere_in_the_instance(self, begun):
        folder = begun.extensions["settings"].instance_path
        texts = sheets_in(begun.extensions["said"].output)
        seed = recovery.join_shares([recovery.decode_share(text) for text in texts])
        stored = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())

        assert seed not in stored
        assert seed.hex().encode() not in stored

    def test_secrets_of_the_host_are_for_its_account_alone(self, begun):
        folder = begun.extensions["settings"].instance_path
        modes = {
            name: stat.S_IMODE((folder / name).stat().st_mode)
            for name in ("pepper", "secret-key", "kla.toml")
        }

        assert modes == {"pepper": 0o400, "secret-key": 0o400, "kla.toml": 0o600}

    def test_as_many_sheets_as_asked_for(self, bare):
        said = run(bare, "init", "--no-input", "--shares", "3", "--threshold", "2")

        assert len(sheets_in(said.output)) == 3

    def test_it_waits_until_the_sheets_are_put_away(self, bare):
        said = run(bare, "init", input="\n")

        assert said.exit_code == 0


class TestFirstPeople:
    def test_the_first_supervisor_comes_in_certified_by_the_voucher(self, begun):
        code = codes_in(begun.extensions["said"].output)["penyelia"]
        actor = come_in(begun, "penyelia", code)

        assert (actor.role, actor.certified) == (Role.SUPERVISOR, True)

    def test_the_it_admin_comes_in_without_any_certificate(self, begun):
        code = codes_in(begun.extensions["said"].output)["admin-ti"]
        actor = come_in(begun, "admin-ti", code)

        assert (actor.role, actor.certified) == (Role.IT_ADMIN, False)


class TestRefusals:
    def test_a_second_ceremony(self, begun):
        said = run(begun, "init", "--no-input")

        assert said.exit_code == 1
        assert said.output == "Error: The key ceremony was held already; it is held once.\n"

    def test_an_instance_of_the_demo(self, new_instance):
        said = run(new_instance(demo=True), "init", "--no-input")

        assert said.exit_code == 1
        assert "demo instance" in said.output

    def test_a_demo_where_keys_are(self, begun):
        said = run(begun, "demo")

        assert said.exit_code == 1
        assert "its own keys" in said.output

    @pytest.mark.parametrize(("threshold", "shares"), [(1, 5), (6, 5), (2, 21)])
    def test_numbers_that_make_no_sense(self, bare, threshold, shares):
        asked = ["--threshold", str(threshold), "--shares", str(shares)]

        assert run(bare, "init", "--no-input", *asked).exit_code == 1

    def test_a_username_that_will_not_do_leaves_nothing_behind(self, bare):
        said = run(bare, "init", "--no-input", "--supervisor", "X")

        assert said.exit_code == 1
        assert not bare.extensions["settings"].public_file.exists()
        assert run(bare, "init", "--no-input").exit_code == 0


class TestTwoComputers:
    def test_held_on_one_and_taken_over_by_the_other(self, new_instance, tmp_path):
        laptop, server, file = new_instance(), new_instance(), tmp_path / "charter.json"
        held = run(laptop, "init", "--no-input", "--out", str(file))
        taken = run(server, "init", "--no-input", "--from", str(file))
        code = codes_in(held.output)["penyelia"]

        assert (held.exit_code, taken.exit_code) == (0, 0)
        assert sheets_in(taken.output) == []
        assert come_in(server, "penyelia", code).certified

    def test_the_first_computer_keeps_nothing_and_the_file_holds_no_code(self, bare, tmp_path):
        file = tmp_path / "charter.json"
        held = run(bare, "init", "--no-input", "--out", str(file))
        code = codes_in(held.output)["penyelia"]

        assert not bare.extensions["settings"].public_file.exists()
        assert code not in file.read_text()
        assert run(bare, "init", "--no-input", "--out", str(file)).exit_code == 1

    def test_words_that_differ_end_it(self, new_instance, tmp_path):
        laptop, server, file = new_instance(), new_instance(), tmp_path / "charter.json"
        run(laptop, "init", "--no-input", "--out", str(file))
        said = run(server, "init", "--from", str(file), input="n\n")

        assert said.exit_code == 1
        assert not server.extensions["settings"].public_file.exists()

    def test_a_charter_of_another_root_is_refused(self, new_instance, tmp_path):
        file = tmp_path / "charter.json"
        run(new_instance(), "init", "--no-input", "--out", str(file))
        text = file.read_text()
        root = text.partition('root_public_key": "')[2][:64]
        file.write_text(text.replace(root, "ab" * 32))
        said = run(new_instance(), "init", "--no-input", "--from", str(file))

        assert said.exit_code == 1
        assert "root of this installation" in said.output

    def test_any_other_file_is_refused_plainly(self, bare, tmp_path):
        (tmp_path / "x.json").write_text("[]")
        said = run(bare, "init", "--from", str(tmp_path / "x.json"))

        assert said.output.endswith("is not a file that `init --out` wrote.\n")
