"""Filters that somebody keeps: sealed to them, named, used, changed and taken away."""

import dataclasses
import uuid

import pytest
from sqlalchemy import select

from kla.accounts.services import own_account
from kla.accounts.types import ChangePassphrase
from kla.cases.models import SavedFilter
from kla.cases.services import saved_filters
from kla.cases.types import ListFilter, Sorting
from kla.cases.types.filters import ChangeFilter, SaveFilter
from kla.core.errors import Conflict, Forbidden, Invalid, NotFound
from kla.crypto import passwords, sealing
from tests import factories_cases as f

WANTED = ListFilter(query="Siti", kinds=("seksual",), order=Sorting.RISK)


def keep(session, cast, who="ratna", name="Kasus Siti", **changed):
    command = SaveFilter(**({"name": name, "wanted": WANTED} | changed))
    saved_filters.save(session, cast.actor(session, who), command)
    session.commit()
    return command.entry


def kept(session, cast, who="ratna"):
    return saved_filters.list_saved(session, cast.actor(session, who))


def with_new_keys(actor):
    """The same person after a reset: with an own key that has sealed nothing yet."""
    pair = sealing.generate_pair()
    kid = sealing.recipient_id(pair.public)
    keys = dataclasses.replace(actor.keys, private={kid: pair.private}, own_kid=kid)
    return dataclasses.replace(actor, keys=keys)


class TestKeeping:
    def test_gives_back_what_was_kept_in_the_order_of_names(self, session, cast):
        keep(session, cast, name="zebra")
        keep(session, cast, name="  Anak di sekolah ")

        found = kept(session, cast).filters

        assert [one.name for one in found] == ["Anak di sekolah", "zebra"]
        assert found[0].wanted == WANTED

    def test_nothing_of_it_is_in_clear(self, session, cast):
        keep(session, cast)
        row = session.scalars(select(SavedFilter)).one()
        assert b"Siti" not in row.ct
        assert b"seksual" not in row.ct

    def test_it_is_nobody_elses(self, session, cast):
        saved_id = keep(session, cast)
        for who in ("hasan", "lestari", "tini"):
            assert kept(session, cast, who).filters == ()
            actor = cast.actor(session, who)
            with pytest.raises(NotFound):
                saved_filters.find(session, actor, saved_id)
            with pytest.raises(NotFound):
                saved_filters.delete(session, actor, saved_id)
            with pytest.raises(NotFound):
                saved_filters.change(session, actor, saved_id, ChangeFilter(name="x", seen=1))

    def test_a_row_that_is_handed_to_another_account_opens_for_nobody(self, session, cast):
        keep(session, cast)
        row = session.scalars(select(SavedFilter)).one()
        row.account_id = cast.lestari.account_id
        session.commit()
        assert kept(session, cast, "lestari") == saved_filters.Kept((), 1)

    def test_the_same_form_twice_keeps_one(self, session, cast):
        entry = uuid.uuid4()
        for _ in range(2):
            keep(session, cast, entry=entry)
        assert len(kept(session, cast).filters) == 1

    def test_an_id_of_somebody_else_is_refused(self, session, cast):
        entry = keep(session, cast)
        with pytest.raises(Conflict):
            keep(session, cast, "lestari", entry=entry)

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"name": ""}, "missing"),
            ({"name": "   "}, "missing"),
            ({"name": "x" * 61}, "too-long"),
            ({"name": "nol \x00"}, "control-characters"),
            ({"name": "KASUS siti "}, "name-taken"),
            ({"name": "Kosong", "wanted": ListFilter()}, "nothing-to-save"),
        ],
    )
    def test_what_cannot_be_so_changes_nothing(self, session, cast, changed, reason):
        keep(session, cast)
        with pytest.raises(Invalid) as refused:
            keep(session, cast, **changed)
        assert refused.value.reason == reason
        assert len(kept(session, cast).filters) == 1

    def test_there_is_an_end_to_how_many(self, session, cast, monkeypatch):
        monkeypatch.setattr(saved_filters, "MOST", 2)
        keep(session, cast, name="1")
        keep(session, cast, name="2")
        with pytest.raises(Invalid) as refused:
            keep(session, cast, name="3")
        assert refused.value.reason == "too-many-saved"

    @pytest.mark.parametrize("who", ["dimas", "wati", "gilang", "nur"])
    def test_who_has_no_list_keeps_none(self, session, cast, who):
        with pytest.raises(Forbidden):
            keep(session, cast, who)


class TestChanging:
    def test_another_name_leaves_the_filter(self, session, cast):
        saved_id = keep(session, cast)
        command = ChangeFilter(name="Lain", seen=1)
        saved_filters.change(session, cast.actor(session, "ratna"), saved_id, command)
        session.commit()
        (found,) = kept(session, cast).filters
        assert (found.name, found.wanted, found.version) == ("Lain", WANTED, 2)

    def test_another_filter_takes_its_place(self, session, cast):
        saved_id = keep(session, cast)
        other = ListFilter(state="closed")
        command = ChangeFilter(name="Kasus Siti", seen=1, wanted=other)
        saved_filters.change(session, cast.actor(session, "ratna"), saved_id, command)
        session.commit()
        assert kept(session, cast).filters[0].wanted == other

    def test_a_form_from_before_a_change_is_told_so(self, session, cast):
        saved_id = keep(session, cast)
        ratna = cast.actor(session, "ratna")
        saved_filters.change(session, ratna, saved_id, ChangeFilter(name="Pertama", seen=1))
        session.commit()
        with pytest.raises(Conflict):
            saved_filters.change(session, ratna, saved_id, ChangeFilter(name="Kedua", seen=1))
        assert kept(session, cast).filters[0].name == "Pertama"

    def test_is_taken_away(self, session, cast):
        saved_id = keep(session, cast)
        saved_filters.delete(session, cast.actor(session, "ratna"), saved_id)
        session.commit()
        assert session.scalars(select(SavedFilter)).all() == []


class TestKeys:
    def test_another_passphrase_changes_nothing(self, session, cast):
        keep(session, cast)
        actor, ratna = cast.actor(session, "ratna"), cast.ratna
        new = passwords.generate_passphrase()
        command = ChangePassphrase(old=ratna.passphrase, new=new, method="generated")
        own_account.change_passphrase(session, actor, cast.office, command)
        session.commit()
        assert kept(session, cast).filters[0].wanted == WANTED

    def test_what_lost_keys_have_sealed_is_counted_and_cleared_away(self, session, cast):
        keep(session, cast)
        renewed = with_new_keys(cast.actor(session, "ratna"))

        found = saved_filters.list_saved(session, renewed)
        assert (found.filters, found.lost) == ((), 1)
        saved_filters.save(session, renewed, SaveFilter(name="Kasus Siti", wanted=WANTED))
        assert saved_filters.clear_lost(session, renewed) == 1
        session.commit()

        found = saved_filters.list_saved(session, renewed)
        assert (len(found.filters), found.lost) == (1, 0)
        assert saved_filters.clear_lost(session, renewed) == 0


class TestPages:
    @pytest.fixture
    def hasan(self, session, cast, app):
        f.assigned(session, cast)
        return cast.browser(app, "hasan")

    def save(self, hasan, name="Sedang dulu", **wanted):
        hasan.post("/cases/filter", wanted or {"risk": "sedang", "order": "risk"})
        hasan.get("/cases/filters")
        return hasan.post("/cases/filters", hasan.values() | {"name": name})

    def test_a_filter_is_kept_and_one_press_away(self, session, hasan):
        hasan.follow(self.save(hasan))
        hasan.post("/cases/filter/clear", {"part": ""})
        hasan.get("/cases")
        assert "Risiko: Sedang" not in hasan.text()
        assert "Sedang dulu" in hasan.text()

        saved_id = session.scalars(select(SavedFilter.id)).one()
        hasan.follow(hasan.post(f"/cases/filters/{saved_id}/use"))

        assert "Risiko: Sedang" in hasan.text()
        assert "Urutan: Risiko, lalu batas waktu" in hasan.text()

    def test_a_name_that_is_taken_is_said_beside_the_field(self, hasan):
        self.save(hasan)
        answer = self.save(hasan)
        assert answer.status_code == 422
        assert "sudah punya saringan dengan nama ini" in hasan.text()
        assert hasan.value("name") == "Sedang dulu"

    def test_nothing_is_kept_without_a_filter(self, hasan):
        hasan.get("/cases/filters")
        answer = hasan.post("/cases/filters", {"name": "Kosong"})
        assert answer.status_code == 422
        assert "Belum ada saringan yang dipakai" in hasan.text()

    def test_is_named_anew_and_gets_the_filter_in_use(self, session, hasan):
        self.save(hasan)
        saved_id = session.scalars(select(SavedFilter.id)).one()
        hasan.post("/cases/filter", {"risk": "tinggi"})
        hasan.get(f"/cases/filters/{saved_id}")
        sent = hasan.values() | {"name": "Tinggi", "replace": "y"}

        hasan.follow(hasan.post(f"/cases/filters/{saved_id}", sent))
        assert "Tinggi" in hasan.text()

        answer = hasan.post(f"/cases/filters/{saved_id}", sent | {"name": "Lagi"})
        assert answer.status_code == 409
        assert hasan.value("name") == "Lagi"
        assert "sudah diubah di jendela lain" in hasan.text()

    def test_is_taken_away_after_a_question(self, session, hasan):
        self.save(hasan)
        saved_id = session.scalars(select(SavedFilter.id)).one()
        hasan.get(f"/cases/filters/{saved_id}/delete")
        assert "Sedang dulu" in hasan.text()
        hasan.follow(hasan.post(f"/cases/filters/{saved_id}/delete"))
        assert "Belum ada saringan tersimpan" in hasan.text()

    def test_no_word_of_it_stands_in_an_address_or_title(self, session, hasan):
        answer = self.save(hasan, name="Siti", query="Siti")
        assert "Siti" not in str(answer.headers)
        assert "<title>Siti" not in hasan.get("/cases/filters").text


class TestFilterForm:
    """What the form does with dates, orders and parts that are taken away."""

    @pytest.fixture
    def hasan(self, session, cast, app):
        f.assigned(session, cast)
        return cast.browser(app, "hasan")

    def test_a_range_is_one_chip_and_goes_as_one(self, hasan):
        sent = {"received_from": "2026-01-01", "received_to": "2026-01-31", "kinds": "psikis"}
        hasan.follow(hasan.post("/cases/filter", sent))
        assert "Diterima 1 Jan 2026 sampai 31 Jan 2026" in hasan.text()
        assert "Tidak ada yang cocok" in hasan.text()

        hasan.follow(hasan.post("/cases/filter/clear", {"part": "received"}))
        assert "Diterima 1 Jan" not in hasan.text()
        assert "Bentuk kekerasan: Psikis" in hasan.text()

    def test_the_order_stays_when_the_filter_goes(self, hasan):
        hasan.post("/cases/filter", {"order": "newest", "risk": "sedang"})
        hasan.follow(hasan.post("/cases/filter/clear", {"part": ""}))
        assert "Urutan: Terbaru diterima" in hasan.text()

    def test_a_range_that_ends_before_it_begins_is_refused_beside_the_field(self, hasan):
        sent = {"happened_from": "2026-02-01", "happened_to": "2026-01-01", "query": "Budi"}
        answer = hasan.post("/cases/filter", sent)
        assert answer.status_code == 422
        assert "Hari terakhir tidak boleh sebelum hari pertama." in hasan.text()
        assert hasan.value("query") == "Budi"
        assert hasan.value("happened_to") == "2026-01-01"

    def test_says_how_many_cases_there_are(self, hasan):
        hasan.follow(hasan.post("/cases/filter", {"kinds": "fisik"}))
        assert "1 kasus · Urutan: Paling mendesak" in hasan.text()

    def test_ticks_what_is_in_use(self, hasan):
        hasan.follow(hasan.post("/cases/filter", {"kinds": ["fisik", "psikis"]}))
        ticked = [
            one.get("value")
            for one in hasan.fields()
            if one.get("name") == "kinds" and one.get("checked") is not None
        ]
        assert ticked == ["fisik", "psikis"]
