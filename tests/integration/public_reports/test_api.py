"""Reports from other offices' programs: signed, sealed on arrival, sent twice kept once."""

import json
import re

import pytest
from sqlalchemy import func, select, text

from kla.core.errors import Conflict, Forbidden, Invalid, NotFound
from kla.crypto.receipts import Receipt
from kla.public_reports.api.fields import FIELDS, LONGEST_BODY
from kla.public_reports.api.models import Sender, SenderNonce, SentReport
from kla.public_reports.api.services import admitting, senders
from kla.public_reports.models import Report
from kla.public_reports.services import desk, returning
from kla.public_reports.types import ReportState, Way
from tests import factories_senders as f
from tests.browser import stranger

STORY = "Ada yang berteriak di rumah sebelah."


@pytest.fixture
def sender(session, cast):
    return f.known(session, cast)


@pytest.fixture
def client(app):
    return app.test_client()


def count(session, model) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def code_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


class TestSending:
    def test_the_desk_reads_what_was_sent_and_by_whom(self, session, cast, client, sender):
        answer = sender.send(client, f.report(story=STORY, age=9, in_danger=True, id="BSW-7"))

        assert answer.status_code == 201
        tini = cast.actor(session, "tini")
        [row] = desk.queue(session, tini)
        assert str(row.report_id) == answer.json["report"]
        assert row.state is ReportState.NEW
        said = row.content
        assert (said["story"], said["age"], said["in_danger"]) == (STORY, 9, True)
        assert (said["sender"], said["reference"]) == ("Layanan Contoh", "BSW-7")
        assert said["way"] == Way.PARTNER

    def test_the_receipt_opens_the_report(self, session, cast, client, sender):
        answer = sender.send(client, f.report(story=STORY))

        receipt = Receipt.read(answer.json["receipt"])
        assert returning.look(session, cast.office, receipt).story == STORY
        assert answer.json["repeated"] is False

    def test_the_same_again_is_one_report_and_has_no_receipt(self, session, client, sender):
        first = sender.send(client, f.report())
        again = sender.send(client, f.report())

        assert again.status_code == 200
        assert again.json == {"report": first.json["report"], "receipt": None, "repeated": True}
        assert count(session, Report) == 1

    def test_something_else_under_the_same_name_changes_nothing(self, session, client, sender):
        sender.send(client, f.report())

        other = sender.send(client, f.report(story="Cerita lain."))

        assert code_of(other) == (409, "other-content")
        assert count(session, Report) == 1

    def test_two_senders_may_call_theirs_alike(self, session, cast, client, sender):
        second = f.known(session, cast, "Layanan Kedua")

        answers = [one.send(client, f.report()) for one in (sender, second)]

        assert [one.status_code for one in answers] == [201, 201]
        assert count(session, Report) == 2

    def test_no_cookie_is_set_and_nothing_is_kept_by_a_proxy(self, client, sender):
        answer = sender.send(client, f.report())

        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"

    def test_how_many_and_on_which_day_is_counted(self, session, cast, client, sender):
        for name in ("a", "a", "b"):
            sender.send(client, f.report(id=name))

        [row] = senders.list_keys(session, cast.actor(session, "gilang"))
        assert (row.received, row.name) == (2, "Layanan Contoh")
        assert row.last_day is not None

    def test_the_desk_sees_the_sender_on_the_page(self, app, cast, client, sender):
        more = {"sex": "P", "relation": "paman", "kelurahan": "Rekaan Ulu"}
        report = sender.send(client, f.report(id="BSW-7", **more)).json["report"]
        tini = cast.browser(app, "tini")

        tini.get(f"/reports/{report}")

        for shown in ("Layanan Contoh", "BSW-7", "Perempuan", "paman", "Rekaan Ulu"):
            assert shown in tini.text()


class TestSignature:
    def refused(self, session, answer) -> None:
        assert code_of(answer) == (401, "signature")
        assert answer.json == {"code": "signature"}
        assert (count(session, Report), count(session, SentReport)) == (0, 0)

    def test_without_one_nothing_is_read(self, session, client, sender):
        self.refused(session, client.post(f.PATH, json=f.report()))

    def test_of_a_key_that_nobody_added(self, session, client, sender):
        self.refused(session, f.Sender(kid=sender.kid).send(client, f.report()))
        self.refused(session, f.Sender(kid="0" * 32).send(client, f.report()))

    def test_of_a_key_that_was_stopped(self, session, cast, client, sender):
        senders.stop(session, cast.actor(session, "gilang"), sender.kid)
        session.commit()

        self.refused(session, sender.send(client, f.report()))

    def test_of_another_body(self, session, client, sender):
        headers = sender.headers(json.dumps(f.report()).encode())
        body = json.dumps(f.report(story="Bukan ini.")).encode()

        self.refused(session, client.post(f.PATH, data=body, headers=headers))

    def test_of_another_body_whose_digest_was_made_to_fit(self, session, client, sender):
        signed, body = b'{"id": "a", "story": "b"}', b'{"id": "a", "story": "c"}'
        headers = sender.headers(signed)
        headers["Content-Digest"] = sender.headers(body)["Content-Digest"]

        self.refused(session, client.post(f.PATH, data=body, headers=headers))

    @pytest.mark.parametrize("seconds", [-301, 301, -(10**6), 10**9])
    def test_of_another_time(self, session, client, sender, seconds, time_machine):
        now = 1_800_000_000
        time_machine.move_to(now, tick=False)

        self.refused(session, sender.send(client, f.report(), created=now + seconds))

    def test_for_another_host(self, session, client, sender):
        sender.host = "elsewhere.example"

        self.refused(session, sender.send(client, f.report()))

    def test_with_a_nonce_that_is_short(self, session, client, sender):
        self.refused(session, sender.send(client, f.report(), nonce="a" * 15))

    def test_a_second_time_is_a_replay(self, session, client, sender):
        body = json.dumps(f.report()).encode()
        headers = sender.headers(body)

        first = client.post(f.PATH, data=body, headers=headers)
        second = client.post(f.PATH, data=body, headers=headers)

        assert (first.status_code, second.status_code) == (201, 401)
        assert count(session, Report) == 1

    def test_a_replay_is_refused_as_long_as_the_time_would_do(
        self, session, client, sender, time_machine
    ):
        now = 1_800_000_000
        time_machine.move_to(now, tick=False)
        body = json.dumps(f.report()).encode()
        headers = sender.headers(body, created=now + 299)
        client.post(f.PATH, data=body, headers=headers)

        time_machine.move_to(now + 598, tick=False)
        sender.send(client, f.report(id="another"))

        assert client.post(f.PATH, data=body, headers=headers).status_code == 401
        assert count(session, Report) == 2

    def test_what_was_used_is_forgotten_in_the_end(self, session, client, sender, time_machine):
        time_machine.move_to(1_800_000_000, tick=False)
        sender.send(client, f.report(id="a"))
        time_machine.move_to(1_800_000_000 + 601, tick=False)
        sender.send(client, f.report(id="b"))

        assert count(session, SenderNonce) == 1

    def test_too_many_at_once_are_told_to_wait(self, session, client, sender, monkeypatch):
        monkeypatch.setattr(admitting, "MOST_IN_WINDOW", 1)
        sender.send(client, f.report(id="a"))

        answer = sender.send(client, f.report(id="b"))

        assert code_of(answer) == (429, "too-many")
        assert answer.headers["Retry-After"] == "300"
        assert count(session, Report) == 1


def test_a_fault_of_ours_is_said_and_nothing_is_kept(session, client, sender, caplog):
    session.execute(text("ALTER TABLE report_grant RENAME TO gone"))
    session.commit()

    answer = sender.send(client, f.report(story="umurqmustahil"))

    session.execute(text("ALTER TABLE gone RENAME TO report_grant"))
    session.commit()
    assert code_of(answer) == (503, "not-received")
    assert answer.headers["Retry-After"]
    assert "umurqmustahil" not in answer.text + caplog.text
    assert (count(session, Report), count(session, SentReport)) == (0, 0)
    assert sender.send(client, f.report(story="umurqmustahil")).status_code == 201


BAD = [
    (b"", 411),
    (b"{", 400),
    (b"\xff\xfe", 400),
    (b'{"id": "a", "id": "b", "story": "c"}', 400),
    (b'{"id": "a", "story": "c", "age": NaN}', 400),
    (b"[" * 60_000, 400),
    (b"[]", 422),
    (b"null", 422),
]
WRONG = [
    ({"story": ""}, "story", "missing"),
    ({"story": " \n"}, "story", "missing"),
    ({"story": "a" * 20_001}, "story", "too-long"),
    ({"story": "a\0b"}, "story", "control-characters"),
    ({"story": "\ud800"}, "story", "control-characters"),
    ({"story": 7}, "story", "type"),
    ({"story": None}, "story", "type"),
    ({"id": ""}, "id", "missing"),
    ({"id": "a" * 101}, "id", "too-long"),
    ({"age": True}, "age", "type"),
    ({"age": 3.0}, "age", "type"),
    ({"age": 121}, "age", "age"),
    ({"age": -1}, "age", "age"),
    ({"in_danger": "yes"}, "in_danger", "type"),
    ({"in_danger": 0}, "in_danger", "type"),
    ({"sex": "X"}, "sex", "choice"),
    ({"language": "jv"}, "language", "choice"),
    ({"victim": "a" * 501}, "victim", "too-long"),
    ({"way": "child"}, "", "unknown-field"),
]


class TestBadInput:
    @pytest.mark.parametrize(("body", "status"), BAD, ids=range(len(BAD)))
    def test_what_is_no_report_is_refused(self, session, client, sender, body, status):
        assert sender.send(client, body).status_code == status
        assert count(session, Report) == 0

    @pytest.mark.parametrize(("changed", "field", "code"), WRONG, ids=range(len(WRONG)))
    def test_a_wrong_field_is_named_and_not_repeated(
        self, session, client, sender, changed, field, code
    ):
        answer = sender.send(client, f.report(**changed))

        assert answer.status_code == 422
        assert answer.json == {"code": "invalid", "fields": [{"field": field, "code": code}]}
        assert count(session, Report) == 0

    def test_what_is_missing_is_named(self, client, sender):
        answer = sender.send(client, {})

        assert {one["field"] for one in answer.json["fields"]} == {"id", "story"}

    def test_what_is_too_large_is_refused_before_it_is_read(self, session, client, sender):
        answer = sender.send(client, b"x" * (LONGEST_BODY + 1))

        assert code_of(answer) == (413, "too-large")
        assert count(session, SenderNonce) == 0

    def test_a_form_is_not_taken_for_json(self, client, sender):
        form = {"Content-Type": "application/x-www-form-urlencoded"}

        assert code_of(sender.send(client, f.report(), headers=form)) == (415, "not-json")

    def test_no_word_of_a_refused_report_is_logged_or_answered(self, client, sender, caplog):
        marker = "umurqmustahil"

        answer = sender.send(client, f.report(story=marker, age=999) | {marker: 1})

        assert answer.status_code == 422
        assert marker not in answer.text + caplog.text


class TestSenders:
    def test_a_new_key_takes_over_while_the_old_one_is_good(self, session, cast, client, sender):
        newer = f.known(session, cast)
        gilang = cast.actor(session, "gilang")

        first = sender.send(client, f.report())
        again = newer.send(client, f.report())
        senders.stop(session, gilang, sender.kid)
        session.commit()

        assert (first.status_code, again.status_code) == (201, 200)
        assert sender.send(client, f.report()).status_code == 401
        assert newer.send(client, f.report()).status_code == 200
        assert count(session, Sender) == 1

    def test_a_key_is_added_once(self, session, cast, sender):
        with pytest.raises(Conflict):
            senders.add(
                session, cast.actor(session, "gilang"), "Lain", f.pem_of(sender.pair.public)
            )

    @pytest.mark.parametrize("pem", ["", "nothing", "-----BEGIN PUBLIC KEY-----\nAAAA\n"])
    def test_what_is_no_key_is_refused(self, session, cast, pem):
        with pytest.raises(Invalid):
            senders.add(session, cast.actor(session, "gilang"), "Layanan", pem)

    def test_an_unknown_key_can_not_be_stopped(self, session, cast):
        with pytest.raises(NotFound):
            senders.stop(session, cast.actor(session, "gilang"), "0" * 32)

    @pytest.mark.parametrize("who", ["tini", "hasan", "nur"])
    def test_only_the_it_admin_does_it(self, session, cast, who):
        actor = cast.actor(session, who)

        for step in (
            lambda: senders.add(session, actor, "Layanan", ""),
            lambda: senders.stop(session, actor, ""),
            lambda: senders.list_keys(session, actor),
        ):
            with pytest.raises(Forbidden):
                step()


class TestDescription:
    def test_it_names_every_field_and_every_answer(self, client):
        told = client.get("/api/docs/openapi.json").json

        assert told["openapi"].startswith("3.1")
        schema = told["components"]["schemas"]["NewReport"]
        assert set(schema["properties"]) == set(FIELDS)
        assert set(schema["required"]) == {"id", "story"}
        statuses = set(told["paths"]["/api/reports"]["post"]["responses"])
        assert statuses == {"200", "201", "400", "401", "409", "413", "415", "422", "429", "503"}

    def test_its_references_lead_somewhere(self, client):
        text = client.get("/api/docs/openapi.json").text
        told = json.loads(text)

        for name in re.findall(r'"#/components/schemas/(\w+)"', text):
            assert name in told["components"]["schemas"]

    def test_the_page_shows_the_same(self, app):
        browser = stranger(app)

        browser.get("/api/docs")

        assert all(name in browser.text() for name in FIELDS)
        assert "/api/reports" in browser.text()

    def test_in_english_it_is_english(self, client):
        told = client.get("/api/docs/openapi.json?bahasa=en").json

        assert told["info"]["title"] == "Reports from other programs"
