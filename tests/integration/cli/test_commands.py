"""The other commands: they help, end with a status, and say in one sentence what is wrong."""

import pytest
from sqlalchemy import text

from kla.cli import plain
from kla.cli.demo import city
from kla.core.errors import NotReady
from kla.extensions import db
from tests.databases import disarm_trail
from tests.integration.cli.conftest import reread, run

COMMANDS = [
    ["init"],
    ["doctor"],
    ["trail"],
    ["trail", "verify"],
    ["user"],
    ["user", "add"],
    ["user", "list"],
    ["user", "deactivate"],
    ["user", "code"],
    ["demo"],
    ["demo", "check"],
    ["demo", "sign-ins"],
    ["demo", "code"],
]


class TestHelp:
    @pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
    def test_each_command_says_what_it_does(self, app, command):
        said = run(app, *command, "--help")

        assert said.exit_code == 0
        assert "Usage:" in said.output


class TestTrail:
    def test_a_whole_trail(self, begun):
        said = run(begun, "trail", "verify")

        assert said.exit_code == 0
        assert said.output.startswith("The trail is whole: 4 entries")

    def test_its_guards_are_put_back_where_they_are_missing(self, begun):
        assert run(begun, "trail", "guard").output == "Nothing was missing.\n"
        with begun.app_context():
            disarm_trail(db.session())
            db.session.commit()

        assert "trail_no_update" in run(begun, "trail", "guard").output
        assert run(begun, "trail", "guard").output == "Nothing was missing.\n"

    def test_the_first_broken_entry_is_named(self, begun):
        with begun.app_context():
            disarm_trail(db.session())
            db.session.execute(text("UPDATE trail SET area = 'other' WHERE seq = 3"))
            db.session.commit()
        said = run(begun, "trail", "verify")

        assert said.exit_code == 1
        assert said.stderr == (
            "Error: Entry 3 of the trail is broken: it was changed after it was written.\n"
        )

    def test_without_keys_it_says_what_to_do(self, bare):
        said = run(bare, "trail", "verify")

        assert said.exit_code == 1
        assert "flask --app app init" in said.stderr


class TestUser:
    def test_somebody_is_added_listed_and_ended(self, begun):
        added = run(begun, "user", "add", "dimas", "--name", "Dimas Contoh", "--role", "volunteer")
        listed = run(begun, "user", "list")
        ended = run(begun, "user", "deactivate", "dimas")

        assert "Activation code for dimas: " in added.output
        assert "dimas" in listed.output
        assert "invited" in listed.output
        assert ended.exit_code == 0
        assert "ended" in run(begun, "user", "list").output

    def test_a_new_code(self, begun):
        assert "Activation code for admin-ti" in run(begun, "user", "code", "admin-ti").output

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["code", "nobody"], "There is no account 'nobody'."),
            (["add", "x", "--name", "X", "--role", "opd"], "refused for username"),
            (["add", "siti", "--name", "X", "--role", "siaga"], "refused for siaga"),
            (
                ["add", "siti", "--name", "X", "--role", "opd", "--unit", "Bulan"],
                "There is no unit 'Bulan'.",
            ),
        ],
    )
    def test_what_will_not_do_is_said_plainly(self, begun, arguments, sentence):
        said = run(begun, "user", *arguments)

        assert said.exit_code == 1
        assert sentence in said.stderr
        assert len(said.stderr.splitlines()) == 1

    def test_a_database_without_tables(self, begun):
        with begun.app_context():
            db.session.execute(text("DROP TABLE key_request"))
            db.session.commit()
        said = run(begun, "user", "list")

        assert said.exit_code == 1
        assert "db upgrade" in said.stderr


class TestDemoWithoutOne:
    @pytest.mark.parametrize("command", ["check", "sign-ins"])
    def test_it_says_how_to_make_one(self, begun, command):
        said = run(begun, "demo", command)

        assert said.exit_code == 1
        assert "There is no demo here" in said.stderr

    def test_one_that_was_broken_off_is_made_anew(self, bare, monkeypatch):
        def break_off(*_arguments):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(city, "_make_cases", break_off)
        first = run(bare, "demo")
        bare.extensions["settings"] = reread(bare)
        again = run(bare, "demo")
        monkeypatch.setattr(city, "_make_cases", lambda *_arguments: None)
        bare.extensions["settings"] = reread(bare)
        third = run(bare, "demo")

        assert first.stderr.endswith("Error: No space left on device.\n")
        assert (first.exit_code, again.exit_code, third.exit_code) == (1, 1, 0)

    def test_a_database_of_another_office_is_left_alone(self, begun):
        settings = begun.extensions["settings"]
        for name in ("kla.toml", "pepper", "secret-key"):
            (settings.instance_path / name).unlink()
        begun.extensions["settings"] = reread(begun)
        said = [run(begun, "demo"), run(begun, "demo")]
        settings.public_file.write_text(f'demo = true\nroot_public_key = "{"ab" * 32}"\n')
        begun.extensions["settings"] = reread(begun)
        said.append(run(begun, "demo"))

        assert [one.exit_code for one in said] == [1, 1, 1]
        assert all("holds an office already" in one.stderr for one in said)
        assert "penyelia" in run(begun, "user", "list").output

    def test_a_scale_of_nothing(self, bare):
        assert run(bare, "demo", "--scale", "0").exit_code == 1


class TestStart:
    @pytest.mark.parametrize(
        ("why", "sentence"),
        [
            (NotReady("keys"), "The key ceremony has not been held yet"),
            (ValueError("KLA_DEMO must be 0 or 1"), "KLA_DEMO must be 0 or 1."),
        ],
    )
    def test_what_keeps_it_from_starting_is_one_sentence(self, capsys, why, sentence):
        with pytest.raises(SystemExit) as ended, plain.or_explain():
            raise why

        said = capsys.readouterr().err
        assert ended.value.code == 1
        assert sentence in said
        assert len(said.splitlines()) == 1

    def test_a_server_process_is_not_started_again(self, monkeypatch):
        monkeypatch.setenv("KLA_SERVING", "1")
        with pytest.raises(SystemExit) as ended, plain.or_explain():
            raise NotReady("keys")

        assert ended.value.code == plain.NOT_AGAIN


class TestWelcome:
    def test_outside_a_demo_it_names_the_address_only(self, begun, server, monkeypatch):
        folder = begun.extensions["settings"].instance_path
        monkeypatch.setenv("KLA_INSTANCE_PATH", str(folder))

        assert server.welcome().split() == ["KLA", "Balikpapan:", f"http://{server.bind}/"]

    def test_in_a_demo_without_people_it_says_how_to_make_them(self, begun, server, monkeypatch):
        folder = begun.extensions["settings"].instance_path
        monkeypatch.setenv("KLA_INSTANCE_PATH", str(folder))
        monkeypatch.setenv("KLA_DEMO", "1")

        assert "flask --app app demo" in server.welcome()
