"""What is typed is kept for whoever typed it, and for nobody else, until it is saved."""

import json
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from kla.access.policy import Permission
from kla.cases.models import CaseDraft
from kla.cases.services import (
    assignment,
    drafts,
    erasure,
    lookup,
)
from kla.cases.types.drafts import DraftPlace, SaveDraft
from kla.core.errors import Conflict, Forbidden, Invalid, NotFound, Unreadable
from kla.crypto import drafts as sealing
from kla.trail.models import TrailEntry
from tests import factories_cases as f
from tests.integration.cases.colleagues import case_of, id_of

WORDS = "Ibu berkata anak takut pulang."


@pytest.fixture
def as_(app, cast):
    """A browser in which somebody is signed in."""
    return lambda who: cast.browser(app, who)


def place(case_id=None, form="notes", permission=Permission.CASE_WRITE):
    """A form of a case; of a new report where no case is named."""
    if case_id is None:
        register = Permission.CASE_REGISTER
        return DraftPlace(path="/cases/register", endpoint="cases.register", permission=register)
    return DraftPlace(
        path=f"/cases/{case_id}/{form}",
        endpoint="cases.add_note",
        permission=permission,
        case_id=case_id,
    )


def keep(session, cast, who, at, text=WORDS, **changed):
    """Type into a form until it is kept; answers the id of the draft."""
    values = {"draft_id": uuid.uuid4(), "fields": (("text", text),)} | changed
    command = SaveDraft(place=at, **values)
    drafts.save_draft(session, cast.actor(session, who), command)
    session.commit()
    return command.draft_id


def texts(session, cast, who):
    """What somebody's drafts say."""
    session.expire_all()
    found = drafts.list_own(session, cast.actor(session, who))
    return [value for one in found for _, value in one.fields]


def rows(session):
    session.expire_all()
    return session.scalars(select(CaseDraft)).all()


@pytest.fixture
def case_id(session, cast):
    return f.assigned(session, cast, "ratna", "lestari")


class TestWhoReadsIt:
    def test_the_author_finds_it_again(self, session, cast, case_id):
        keep(session, cast, "ratna", place(case_id))
        [found] = drafts.list_own(session, cast.actor(session, "ratna"))
        assert (found.fields, found.version) == ((("text", WORDS),), 1)
        assert (found.case_id, found.path) == (case_id, f"/cases/{case_id}/notes")

    @pytest.mark.parametrize("who", ["lestari", "hasan", "sari", "made"])
    def test_nobody_else_does(self, session, cast, case_id, who):
        draft_id = keep(session, cast, "ratna", place(case_id))
        assert texts(session, cast, who) == []
        with pytest.raises(NotFound):
            drafts.drop_draft(session, cast.actor(session, who), draft_id)

    @pytest.mark.parametrize("who", ["lestari", "hasan"])
    def test_the_key_of_the_case_opens_no_words(self, session, cast, case_id, who):
        keep(session, cast, "ratna", place(case_id))
        row, actor = rows(session)[0], cast.actor(session, who)
        opened = lookup.open_case(session, actor, case_id, Permission.CASE_READ)
        cover = sealing.take_cover(opened.key, row.ct, row.id, row.dek_epoch)
        assert WORDS.encode() not in cover.words
        for key in actor.keys.private.values():
            with pytest.raises(Unreadable):
                sealing.open_words(key, cover.words, row.id, row.version)

    def test_the_key_of_the_author_alone_opens_nothing(self, session, cast, case_id):
        keep(session, cast, "ratna", place(case_id))
        row, keys = rows(session)[0], cast.actor(session, "ratna").keys
        with pytest.raises(Unreadable):
            sealing.open_words(keys.private[keys.own_kid], row.ct, row.id, row.version)

    def test_a_row_says_neither_whose_it_is_nor_of_which_form(self, session, cast, case_id):
        keep(session, cast, "ratna", place(case_id))
        row = rows(session)[0]
        stored = b"".join(
            one if isinstance(one, bytes) else str(one).encode()
            for one in (row.owner, row.ct, row.version, row.dek_epoch)
        )
        for word in (id_of(cast, "ratna").bytes, str(id_of(cast, "ratna")).encode(), b"notes"):
            assert word not in stored

    def test_a_new_report_is_sealed_to_its_author(self, session, cast):
        keep(session, cast, "tini", place())
        assert texts(session, cast, "tini") == [WORDS]
        assert texts(session, cast, "hasan") == []
        assert rows(session)[0].case_id is None


class TestWhoMayKeepOne:
    @pytest.mark.parametrize("who", ["sari", "made"])
    def test_not_of_a_case_out_of_reach(self, session, cast, case_id, who):
        with pytest.raises(NotFound):
            keep(session, cast, who, place(case_id))
        assert rows(session) == []

    def test_not_of_a_form_that_somebody_may_not_send(self, session, cast, case_id):
        at = place(case_id, permission=Permission.CASE_APPROVE_CLOSURE)
        with pytest.raises(Forbidden):
            keep(session, cast, "ratna", at)
        with pytest.raises(Forbidden):
            keep(session, cast, "ratna", place())

    def test_not_over_the_draft_of_somebody_else(self, session, cast, case_id):
        draft_id = keep(session, cast, "ratna", place(case_id))
        with pytest.raises(NotFound):
            keep(session, cast, "lestari", place(case_id), draft_id=draft_id, seen=1)

    def test_not_without_end(self, session, cast, case_id):
        with pytest.raises(Invalid):
            keep(session, cast, "ratna", place(case_id), "a" * (drafts.MOST_LETTERS + 1))
        session.rollback()
        for _ in range(drafts.MOST_DRAFTS):
            keep(session, cast, "ratna", place(case_id))
        with pytest.raises(Invalid):
            keep(session, cast, "ratna", place(case_id))


class TestTwoDevices:
    def test_what_was_kept_goes_on(self, session, cast, case_id):
        draft_id = keep(session, cast, "ratna", place(case_id))
        keep(session, cast, "ratna", place(case_id), "Lebih.", draft_id=draft_id, seen=1)
        assert texts(session, cast, "ratna") == ["Lebih."]

    def test_neither_writes_over_the_other(self, session, cast, case_id):
        draft_id = keep(session, cast, "ratna", place(case_id))
        keep(session, cast, "ratna", place(case_id), "Ponsel.", draft_id=draft_id, seen=1)
        with pytest.raises(Conflict):
            keep(session, cast, "ratna", place(case_id), "Meja.", draft_id=draft_id, seen=1)
        session.rollback()
        assert texts(session, cast, "ratna") == ["Ponsel."]

    def test_what_was_saved_does_not_come_back(self, session, cast, case_id):
        draft_id = keep(session, cast, "ratna", place(case_id))
        drafts.forget_saved(session, cast.actor(session, "ratna"), draft_id, 1)
        session.commit()
        with pytest.raises(Conflict):
            keep(session, cast, "ratna", place(case_id), "Meja.", draft_id=draft_id, seen=1)

    def test_what_went_on_elsewhere_is_not_forgotten(self, session, cast, case_id):
        draft_id = keep(session, cast, "ratna", place(case_id))
        keep(session, cast, "ratna", place(case_id), "Ponsel.", draft_id=draft_id, seen=1)
        drafts.forget_saved(session, cast.actor(session, "ratna"), draft_id, 1)
        session.commit()
        assert texts(session, cast, "ratna") == ["Ponsel."]


class TestWhatBecomesOfIt:
    def test_a_new_secret_of_the_case_leaves_it_readable(self, session, cast, case_id):
        keep(session, cast, "ratna", place(case_id))
        keep(session, cast, "hasan", place(case_id), "Catatan penyelia.")
        before = {row.id: row.ct for row in rows(session)}
        hasan = cast.actor(session, "hasan")
        assignment.remove_worker(session, hasan, case_id, id_of(cast, "lestari"))
        session.commit()
        assert texts(session, cast, "ratna") == [WORDS]
        assert texts(session, cast, "hasan") == ["Catatan penyelia."]
        assert all(row.ct != before[row.id] and row.dek_epoch > 1 for row in rows(session))

    def test_who_is_removed_loses_theirs_for_good(self, session, cast, case_id):
        keep(session, cast, "lestari", place(case_id), "Rahasia Lestari.")
        hasan = cast.actor(session, "hasan")
        assignment.remove_worker(session, hasan, case_id, id_of(cast, "lestari"))
        session.commit()
        assert rows(session) == []
        assert texts(session, cast, "lestari") == []

    def test_an_old_row_put_back_opens_no_more_to_who_was_removed(self, session, cast, case_id):
        keep(session, cast, "lestari", place(case_id), "Rahasia Lestari.")
        old = rows(session)[0]
        kept = {c.key: getattr(old, c.key) for c in CaseDraft.__table__.columns}
        hasan = cast.actor(session, "hasan")
        assignment.remove_worker(session, hasan, case_id, id_of(cast, "lestari"))
        session.commit()
        session.add(CaseDraft(**kept))
        session.commit()
        assert texts(session, cast, "lestari") == []

    def test_intake_loses_theirs_when_the_case_is_assigned(self, session, cast):
        case_id = f.identified(session, cast)
        keep(session, cast, "tini", place(case_id))
        keep(session, cast, "hasan", place(case_id), "Tetap.")
        ids = (id_of(cast, "ratna"),)
        assignment.assign_case(
            session, cast.actor(session, "hasan"), case_id, f.AssignCase(workers=ids)
        )
        session.commit()
        assert texts(session, cast, "tini") == []
        assert texts(session, cast, "hasan") == ["Tetap."]
        assert len(rows(session)) == 1

    def test_a_row_that_was_changed_does_not_hold_a_new_secret_up(self, session, cast, case_id):
        keep(session, cast, "ratna", place(case_id))
        row = rows(session)[0]
        row.ct = row.ct[:-1] + bytes([row.ct[-1] ^ 1])
        session.commit()
        assert texts(session, cast, "ratna") == []
        hasan = cast.actor(session, "hasan")
        assignment.remove_worker(session, hasan, case_id, id_of(cast, "lestari"))
        session.commit()
        assert rows(session) == []

    def test_a_new_passphrase_leaves_it_readable(self, session, cast, as_, case_id):
        keep(session, cast, "ratna", place(case_id))
        ratna = as_("ratna")
        ratna.get("/security/passphrase")
        typed = {"old": cast.members["ratna"].passphrase, "noted": "y"}
        fresh = ratna.values() | typed
        fresh.pop("csrf_token")
        assert ratna.post("/security/passphrase", fresh).status_code == 303
        given = ratna.get(f"/drafts/of?place=/cases/{case_id}/notes").json["drafts"]
        assert [one["fields"] for one in given] == [[["text", WORDS]]]

    def test_erasure_leaves_none(self, session, cast, app):
        case_id = f.closed(session, cast)
        keep(session, cast, "ratna", place(case_id))
        erasure._destroy(  # the last step of it; who may take it stands in its own tests
            session,
            cast.actor(session, "hasan"),
            case_of(session, case_id),
            app.extensions["settings"].files_path,
        )
        session.commit()
        assert rows(session) == []

    def test_it_leaves_no_line(self, session, cast, case_id):
        before = len(session.scalars(select(TrailEntry.seq)).all())
        draft_id = keep(session, cast, "ratna", place(case_id))
        texts(session, cast, "ratna")
        drafts.drop_draft(session, cast.actor(session, "ratna"), draft_id)
        session.commit()
        assert len(session.scalars(select(TrailEntry.seq)).all()) == before


class TestPages:
    def typed(self, browser, case_id, text=WORDS, **changed):
        """What the script sends while somebody types."""
        values = {
            "id": str(uuid.uuid4()),
            "place": f"/cases/{case_id}/notes",
            "seen": "0",
            "fields": json.dumps([["text", text]]),
        } | changed
        return values, browser.post("/drafts", values)

    def test_is_kept_given_back_and_forgotten_once_saved(self, session, cast, as_, case_id):
        ratna = as_("ratna")
        values, answer = self.typed(ratna, case_id)
        assert answer.json["version"] == 1

        given = ratna.get(f"/drafts/of?place=/cases/{case_id}/notes").json
        assert [(one["id"], one["fields"]) for one in given["drafts"]] == [
            (values["id"], [["text", WORDS]])
        ]
        note = {"text": WORDS, "draft": values["id"], "draft_seen": "1"}
        assert ratna.post(f"/cases/{case_id}/notes", note | {"text": ""}).status_code == 422
        assert len(rows(session)) == 1
        assert ratna.page.find("body").get("data-draft") == values["id"]
        assert ratna.post(f"/cases/{case_id}/notes", note).status_code == 303
        assert rows(session) == []

    def test_saving_another_form_forgets_nothing(self, session, cast, as_, case_id):
        ratna = as_("ratna")
        self.typed(ratna, case_id)
        ratna.post(f"/cases/{case_id}/notes", {"text": "Lain."})
        assert len(rows(session)) == 1

    @pytest.mark.parametrize("draft", ["x", "", "00000000-0000-0000-0000-000000000000"])
    def test_a_draft_that_is_none_hinders_no_form(self, session, cast, as_, case_id, draft):
        note = {"text": "Catatan.", "draft": draft, "draft_seen": "x"}
        assert as_("ratna").post(f"/cases/{case_id}/notes", note).status_code == 303

    def test_the_draft_of_somebody_else_is_not_forgotten_with_a_form(
        self, session, cast, as_, case_id
    ):
        values, _ = self.typed(as_("ratna"), case_id)
        note = {"text": "Catatan.", "draft": values["id"], "draft_seen": "9"}
        as_("lestari").post(f"/cases/{case_id}/notes", note)
        assert len(rows(session)) == 1

    @pytest.mark.parametrize(
        "changed",
        [
            {"id": "x"},
            {"seen": "-1"},
            {"seen": "a"},
            {"seen": str(2**31)},
            {"fields": "x"},
            {"fields": "{}"},
            {"fields": '[["text"]]'},
            {"fields": '[["text", 1]]'},
            {"fields": '[["text", "\\ud800"]]'},
            {"fields": "[" * 100_000},
            {"fields": json.dumps([["text", "a" * 200_001]])},
        ],
    )
    def test_what_no_page_sends_is_refused(self, session, cast, as_, case_id, changed):
        _, answer = self.typed(as_("ratna"), case_id, **changed)
        assert answer.status_code == 422
        assert rows(session) == []

    @pytest.mark.parametrize(
        "path",
        ["", "/", "/sign-in", "/security", "/siaga/ask", "x", "//evil", "/cases/x/notes", "\x00"],
    )
    def test_no_other_form_has_drafts(self, session, cast, as_, case_id, path):
        ratna = as_("ratna")
        assert self.typed(ratna, case_id, place=path)[1].status_code == 404
        assert ratna.get("/drafts/of", query_string={"place": path}).status_code == 404

    def test_two_devices_are_told(self, session, cast, as_, case_id):
        ratna = as_("ratna")
        values, _ = self.typed(ratna, case_id)
        assert ratna.post("/drafts", values | {"seen": "1"}).status_code == 200
        assert ratna.post("/drafts", values | {"seen": "1"}).status_code == 409

    def test_they_are_listed_and_thrown_away_after_a_question(self, session, cast, as_, case_id):
        ratna = as_("ratna")
        values, _ = self.typed(ratna, case_id)
        ratna.get("/drafts")
        assert "Catatan" in ratna.text()
        assert WORDS not in ratna.text()
        drop = f"/drafts/{values['id']}/drop"
        ratna.get(drop)
        assert WORDS in ratna.text()
        assert as_("lestari").get(drop).status_code == 404
        assert as_("lestari").post(drop).status_code == 404
        ratna.follow(ratna.post(drop))
        assert "Tidak ada draf" in ratna.text()

    def test_an_old_one_is_told_of_on_the_first_page(
        self, session, cast, as_, case_id, monkeypatch
    ):
        ratna = as_("ratna")
        self.typed(ratna, case_id)
        ratna.get("/")
        assert "draf belum disimpan" not in ratna.text()
        monkeypatch.setattr(drafts, "OLD", timedelta(0))
        ratna.get("/")
        assert "1 draf belum disimpan." in ratna.text()

    def test_nobody_signed_in_is_told_so(self, app, session, cast, as_, case_id):
        from tests.browser import stranger

        visitor = stranger(app)
        assert self.typed(visitor, case_id)[1].status_code == 401
        assert visitor.get(f"/drafts/of?place=/cases/{case_id}/notes").status_code == 302
        assert rows(session) == []
