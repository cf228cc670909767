"""Word that something waits: to whom, how often, and that it says nothing else."""

import dataclasses
import email
import email.policy
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from kla.accounts.models import Account
from kla.accounts.services import addresses
from kla.cases.models import Case, CaseTask, Notice
from kla.cases.services import notices, tasks
from kla.cases.types import TaskKind
from kla.config import Smtp, load
from kla.core import clock
from kla.core.errors import Forbidden, Invalid
from tests import factories_cases as f
from tests.integration.cases.test_risk import DANGER, score
from tests.mailbox import open_mailbox

WORDS = ("Siti", "Ratna", "Hasan", "risiko", "tinggi", "kasus", "Asesmen", "http")


@pytest.fixture
def reachable(session, cast):
    """Ratna, Lestari, Hasan and Sari have an address."""
    for key in ("ratna", "lestari", "hasan", "sari"):
        member = cast.members[key]
        change = update(Account).where(Account.id == member.account_id)
        session.execute(change.values(email=f"{key}@contoh.invalid"))
    session.commit()


@pytest.fixture
def mailbox():
    with open_mailbox() as box:
        yield box


@pytest.fixture
def send(app, mailbox, monkeypatch):
    """Run the command against the mail server of the test."""
    smtp = Smtp(host="127.0.0.1", port=mailbox.port, tls="none", sender="kla@contoh.invalid")
    settings = dataclasses.replace(app.extensions["settings"], smtp=smtp)
    monkeypatch.setitem(app.extensions, "settings", settings)
    return lambda: app.test_cli_runner().invoke(args=["notices", "send"])


def told(mailbox):
    return sorted(to.partition("@")[0] for to, _ in mailbox.letters)


def told_at_once(mailbox):
    return sorted(to.partition("@")[0] for to, raw in mailbox.letters if "sekarang" in raw)


def waits_for(session, cast, key, **changed):
    """A case with a task of somebody that is due soon."""
    case_id = f.assigned(session, cast, key, **changed)
    task = tasks.find_open(session, case_id, TaskKind.ASSESS)
    task.due = clock.now() + timedelta(hours=3)
    session.commit()
    return task


@pytest.mark.usefixtures("reachable")
class TestDigest:
    def test_goes_to_whom_something_waits_for_and_once_a_day(self, session, cast, mailbox, send):
        waits_for(session, cast, "ratna")

        first, second = send(), send()

        assert told(mailbox) == ["ratna"]
        assert (first.output, second.output) == ("Sent 1 of 1.\n", "Nothing waits.\n")

    def test_comes_again_the_next_day(self, session, cast, mailbox, send, monkeypatch):
        waits_for(session, cast, "ratna")
        send()
        tomorrow = clock.now() + timedelta(days=1)
        monkeypatch.setattr(clock, "now", lambda: tomorrow)

        send()

        assert told(mailbox) == ["ratna", "ratna"]

    def test_a_supervisor_is_told_of_what_waits_for_them(self, session, cast, mailbox, send):
        f.identified(session, cast)
        send()
        assert told(mailbox) == ["hasan"]

    def test_what_is_stopped_or_far_away_tells_nobody(self, session, cast, mailbox, send):
        task = waits_for(session, cast, "ratna")
        session.execute(update(CaseTask).values(due=clock.now() + timedelta(days=9)))
        session.execute(
            update(CaseTask)
            .where(CaseTask.id == task.id)
            .values(stopped=clock.now(), due=clock.now())
        )
        session.commit()
        send()
        assert told(mailbox) == []

    def test_nobody_inactive_is_told(self, session, cast, mailbox, send):
        waits_for(session, cast, "ratna")
        ended = update(Account).where(Account.id == cast.ratna.account_id)
        session.execute(ended.values(active=False))
        session.commit()
        send()
        assert told(mailbox) == []

    def test_a_letter_holds_no_name_number_or_kind(self, session, cast, mailbox, send):
        task = waits_for(session, cast, "ratna")
        case = session.get(Case, task.case_id)
        send()

        ((_, raw),) = mailbox.letters
        letter = email.message_from_string(raw, policy=email.policy.default)
        text = f"{letter['Subject']} {letter.get_content()}"
        assert not any(word.lower() in text.lower() for word in WORDS)
        assert str(case.id) not in raw
        assert str(task.id) not in raw
        assert letter["To"] == "ratna@contoh.invalid"
        assert letter["Auto-Submitted"] == "auto-generated"

    def test_an_address_that_is_refused_holds_nobody_up(self, session, cast, mailbox, send):
        waits_for(session, cast, "ratna")
        waits_for(session, cast, "lestari")
        mailbox.refuses.add("lestari@contoh.invalid")

        answer = send()

        assert answer.output == "Sent 1 of 2.\n"
        assert told(mailbox) == ["ratna"]
        session.expire_all()
        waiting = session.scalars(select(Notice).where(Notice.sent.is_(None))).all()
        assert [notice.tries for notice in waiting] == [1]


@pytest.mark.usefixtures("reachable")
class TestAtOnce:
    def test_high_risk_reaches_supervisors_and_workers_but_not_who_scored(
        self, session, cast, mailbox, send
    ):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        score(session, cast, case_id, answers=DANGER)

        send()

        assert told_at_once(mailbox) == ["hasan", "lestari"]

    def test_a_second_scoring_as_high_tells_nobody_again(self, session, cast, mailbox, send):
        case_id = f.assigned(session, cast)
        score(session, cast, case_id, answers=DANGER)
        send()
        score(session, cast, case_id, answers=DANGER, seen=1)
        send()
        assert told_at_once(mailbox) == ["hasan"]

    def test_a_high_risk_report_reaches_the_units_supervisors(self, session, cast, mailbox, send):
        f.registered(session, cast, risk="tinggi")
        send()
        assert told_at_once(mailbox) == ["hasan"]

    def test_one_word_that_waits_is_enough(self, session, cast, reachable):
        for _ in range(2):
            f.registered(session, cast, risk="tinggi")
        assert len(session.scalars(select(Notice)).all()) == 1

    def test_what_was_sent_is_forgotten_after_a_week(self, session, cast, mailbox, send):
        f.registered(session, cast, risk="tinggi")
        send()
        session.execute(update(Notice).values(sent=clock.now() - timedelta(days=8)))
        session.commit()
        notices.gather(session)
        assert [one.sent for one in session.scalars(select(Notice))] in ([], [None])


class TestOff:
    def test_nothing_leaves_until_there_is_a_mail_server(self, app):
        answer = app.test_cli_runner().invoke(args=["notices", "send"])
        assert (answer.exit_code, "KLA_SMTP_HOST" in answer.output) == (0, True)

    def test_a_server_that_is_not_there_is_said_and_loses_nothing(
        self, session, cast, reachable, mailbox, send
    ):
        f.registered(session, cast, risk="tinggi")
        import socket

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        from flask import current_app

        settings = current_app.extensions["settings"]
        object.__setattr__(settings.smtp, "port", port)

        answer = send()

        assert answer.exit_code == 1
        assert "can't be reached" in answer.output
        session.expire_all()
        assert all(one.sent is None for one in session.scalars(select(Notice)))

    @pytest.mark.parametrize(
        ("environ", "named"),
        [
            ({"KLA_SMTP_HOST": "mail"}, "KLA_SMTP_FROM"),
            ({"KLA_SMTP_TLS": "maybe"}, "KLA_SMTP_TLS"),
            ({"KLA_SMTP_TLS": "none", "KLA_SMTP_USER": "kla"}, "KLA_SMTP_USER"),
            ({"KLA_SMTP_PORT": "smtp"}, "KLA_SMTP_PORT"),
        ],
    )
    def test_settings_that_cannot_be_are_named(self, tmp_path, environ, named):
        with pytest.raises(ValueError, match=named):
            load({"KLA_INSTANCE_PATH": str(tmp_path)} | environ)

    def test_the_password_comes_from_a_file_and_is_never_shown(self, tmp_path):
        (tmp_path / "smtp").write_text("rahasia\n")
        found = load(
            {
                "KLA_INSTANCE_PATH": str(tmp_path),
                "KLA_SMTP_HOST": "mail.contoh.invalid",
                "KLA_SMTP_FROM": "kla@contoh.invalid",
                "KLA_SMTP_USER": "kla",
                "KLA_SMTP_PASSWORD_FILE": str(tmp_path / "smtp"),
            }
        )
        assert found.smtp.password == "rahasia"
        assert "rahasia" not in repr(found)


class TestAddresses:
    @pytest.mark.parametrize(
        "typed", ["ratna", "a@b", "a b@c.id", "a@c.id\nBcc: x@y.id", "Ratna <a@c.id>", "a" * 201]
    )
    def test_what_is_no_address_is_refused(self, session, cast, typed):
        gilang = cast.actor(session, "gilang")
        with pytest.raises(Invalid) as refused:
            addresses.change_email(session, gilang, cast.ratna.account_id, typed)
        assert refused.value.field == "email"

    def test_is_for_the_it_admin(self, session, cast):
        with pytest.raises(Forbidden):
            addresses.change_email(session, cast.actor(session, "hasan"), cast.ratna.account_id, "")

    def test_the_page_writes_it_down_and_takes_it_away(self, app, session, cast):
        gilang, path = cast.browser(app, "gilang"), f"/people/{cast.ratna.account_id}/email"
        assert gilang.post(path, {"email": "bukan surel"}).status_code == 422
        gilang.follow(gilang.post(path, {"email": " ratna@contoh.go.id "}))
        gilang.get(path)
        assert gilang.value("email") == "ratna@contoh.go.id"

        gilang.post(path, {"email": ""})

        session.expire_all()
        assert session.get(Account, cast.ratna.account_id).email is None
